extension DreamOptions {
  /// Decodes options; what is missing keeps its default.
  ///
  /// - Throws: `DreamError.unknownKey` for a key that is none of the fields, so that a slip of the pen does not pass
  ///   as a default; `DecodingError` for a value of the wrong type. Ranges are `validate()`'s business.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(besides: CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    try container.read(.layers, into: &layers)
    try container.read(.pyramidSize, into: &pyramidSize)
    try container.read(.pyramidRatio, into: &pyramidRatio)
    try container.read(.iterations, into: &iterations)
    try container.read(.learningRate, into: &learningRate)
    try container.read(.spatialShift, into: &spatialShift)
    try container.read(.smoothing, into: &smoothing)
    width = try container.decodeIfPresent(Int.self, forKey: .width)
    try container.read(.seed, into: &seed)
    try container.readWord(.precision, into: &precision)
    try container.readWord(.start, into: &start)
    try container.readWord(.pyramid, into: &pyramid)
  }
}

extension KeyedDecodingContainer {
  fileprivate func read<Value: Decodable>(_ key: Key, into value: inout Value) throws {
    if let found = try decodeIfPresent(Value.self, forKey: key) { value = found }
  }

  /// Reads one of a few words; the error lists them.
  fileprivate func readWord<Word>(_ key: Key, into value: inout Word) throws
  where Word: RawRepresentable & CaseIterable, Word.RawValue == String {
    guard let found = try decodeIfPresent(String.self, forKey: key) else { return }
    guard let word = Word(rawValue: found) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "'\(found)' is none of \(words)")
    }
    value = word
  }
}
