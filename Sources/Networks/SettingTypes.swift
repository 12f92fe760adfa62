public import Settings

extension ComputePrecision: SettingValue {}
extension Head: SettingValue {}

/// As text `imagenet`, `symmetric`, `none`, or three means and three deviations with commas.
extension Normalization: SettingValue {
  /// What a text of it is.
  public static var kind: String { "imagenet, symmetric, none, or six numbers" }

  /// Reads a name, or six numbers of which the deviations are above 0.
  public init?(setting text: String) {
    switch text {
    case "imagenet": self = .imageNet
    case "symmetric": self = .symmetric
    case "none": self = .none
    default:
      guard let numbers = [Double](setting: text), numbers.count == 6 else { return nil }
      self.init(mean: Array(numbers[..<3]), deviation: Array(numbers[3...]))
    }
  }

  /// The name, or the six numbers.
  public var text: String {
    switch self {
    case .imageNet: "imagenet"
    case .symmetric: "symmetric"
    case .none: "none"
    default: (mean + deviation).text
    }
  }
}
