internal import Foundation

/// How a dataset is divided into pictures to train on and pictures to test on.
///
/// As text: `0.8`, `official`, `paper`, `folders`.
public enum SplitRule: Sendable, Equatable {
  /// Of each class this share, above 0 and below 1, is trained on, drawn by the seed: `0.8`.
  case share(Double)
  /// The dataset's own lists, `TrainImages.txt` and `TestImages.txt`, in the folder or beside it.
  case official
  /// The paper's: 14,000 of MIT Indoor 67's 15,620 pictures, drawn over all classes by the seed 42, and the others.
  case paper
  /// The folders `train` and `test` (or `val`).
  case folders

  /// The rule that a folder suggests: `folders` where it is divided, else 80 % of each class.
  public static func standard(for pictures: ImageFolder) -> SplitRule {
    pictures.isDivided ? .folders : .share(0.8)
  }
}

extension SplitRule: LosslessStringConvertible {
  /// The rule of a text; `nil` when it is none.
  public init?(_ text: String) {
    switch text {
    case "official": self = .official
    case "paper": self = .paper
    case "folders": self = .folders
    default:
      guard let share = Double(text), share > 0, share < 1 else { return nil }
      self = .share(share)
    }
  }

  /// The rule as text.
  public var description: String {
    switch self {
    case .share(let share): "\(share)"
    case .official: "official"
    case .paper: "paper"
    case .folders: "folders"
    }
  }
}

extension SplitRule: Codable {
  /// Reads the rule's text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let rule = SplitRule(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a split is 0.8, official, paper or folders")
    }
    self = rule
  }

  /// Writes the rule's text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
