internal import Files
internal import Networks

extension Decoder {
  /// Throws `DreamError.unknownKey` when the object to decode has a key that is neither in `Keys` nor in `former`, the
  /// keys of earlier versions.
  func refuseUnknownKeys<Keys>(besides: Keys.Type, former: [String] = []) throws
  where Keys: CodingKey & CaseIterable & RawRepresentable, Keys.RawValue == String {
    let known = Keys.allCases.map(\.rawValue)
    let found = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).sorted()
    if let unknown = found.first(where: { !known.contains($0) && !former.contains($0) }) {
      throw DreamError.unknownKey(unknown, nearest: nearestNames(to: unknown, among: known, count: 3))
    }
  }
}

/// A key that may be anything.
private struct AnyKey: CodingKey {
  let stringValue: String
  let intValue: Int? = nil

  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
