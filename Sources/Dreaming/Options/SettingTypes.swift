internal import Networks
public import Settings

extension DreamStart: SettingValue {}
extension PyramidKind: SettingValue {}
extension GradientSmoothing: SettingValue {}
extension GradientNormalization: SettingValue {}
extension ImageSpace: SettingValue {}

extension Objective: SettingValue {
  /// An objective is a sum.
  public static var kind: String { "layers, channels, classes or a sum of them" }
  /// A text that is no sum is told with the place.
  public static var tellsErrors: Bool { true }

  /// Reads a sum; `nil` when it is none. ``init(_:)`` tells why.
  public init?(setting text: String) {
    guard let objective = try? Objective(text) else { return nil }
    self = objective
  }
  /// The sum.
  public var text: String { description }
}
