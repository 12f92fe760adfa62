public import Settings

/// How many pictures a step sees.
///
/// As text: `32`, `auto`.
public enum BatchSize: Sendable, Equatable {
  /// So many.
  case pictures(Int)
  /// As many as memory has room for, within reason: settled by a ``BatchSizing`` when the command line begins a run.
  case auto

  /// The number; `nil` while it is left open.
  public var pictures: Int? {
    if case .pictures(let count) = self { count } else { nil }
  }
}

extension BatchSize: ExpressibleByIntegerLiteral {
  /// So many pictures.
  public init(integerLiteral count: Int) { self = .pictures(count) }
}

extension BatchSize: SettingValue {
  /// What a size is.
  public static var kind: String { "a whole number, or auto" }

  /// The size of a text; `nil` when it is none.
  public init?(setting text: String) {
    if text == "auto" {
      self = .auto
    } else {
      guard let count = Int(text) else { return nil }
      self = .pictures(count)
    }
  }

  /// The size as text.
  public var text: String { pictures.map(String.init) ?? "auto" }
}

extension BatchSize: Codable {
  /// Reads a number, or `"auto"`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let count = try? container.decode(Int.self) {
      self = .pictures(count)
    } else {
      guard try container.decode(String.self) == "auto" else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "a batch size is a number or \"auto\"")
      }
      self = .auto
    }
  }

  /// Writes a number, or `"auto"`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let pictures { try container.encode(pictures) } else { try container.encode("auto") }
  }
}

extension TrainingOptions {
  /// The pictures of a step, once nothing is left open.
  ///
  /// - Throws: `TrainingError.setting`.
  var settledBatchSize: Int {
    get throws(TrainingError) {
      guard let pictures = batchSize.pictures else {
        throw .setting(SettingError("batchSize", takes: "a number here", got: batchSize.text))
      }
      return pictures
    }
  }
}
