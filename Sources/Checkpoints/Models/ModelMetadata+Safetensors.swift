internal import Foundation
internal import Networks

extension ModelMetadata {
  /// The key in a safetensors file's metadata, whose value is this description as JSON.
  static let key = "reverie"

  /// The description that an open file carries.
  ///
  /// - Throws: ``CheckpointError``: there is none, it cannot be used, or a later Reverie wrote it.
  public init(of file: Safetensors) throws(CheckpointError) {
    guard let json = file.metadata[Self.key] else { throw .noDescription(path: file.path) }
    let data = Data(json.utf8)
    do {
      let version = try JSONDecoder().decode(FormatVersion.self, from: data).formatVersion
      guard version <= Self.currentFormat else {
        throw CheckpointError.laterFormat(path: file.path, version: version, known: Self.currentFormat)
      }
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch {
      throw error as? CheckpointError
        ?? .badDescription(path: file.path, reason: (error as? DecodingError)?.place ?? "\(error)")
    }
  }

  /// The metadata of a safetensors file that carries this description.
  func texts() throws -> [String: String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [
      "format": "pt",
      Self.key: String(decoding: try encoder.encode(self), as: UTF8.self),
    ]
  }
}

extension DecodingError {
  /// Where decoding failed, and why, in words.
  var place: String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "its JSON" : path.map(\.stringValue).joined(separator: ".")
    }
    return switch self {
    case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      "\(place(context.codingPath)): \(context.debugDescription)"
    @unknown default: "it cannot be decoded"
    }
  }
}

/// The one field that every format has.
private struct FormatVersion: Decodable {
  let formatVersion: Int
}
