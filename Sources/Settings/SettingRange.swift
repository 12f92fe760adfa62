/// The values that a setting takes, in words and as a check.
public struct SettingRange<Value: SettingValue>: Sendable {
  /// In words, as `a whole number from 1 to 50`.
  public let words: String
  /// The least number, or that which all are above; the greatest, or that which all are below.
  public let lower: Double?, upper: Double?
  /// Whether a value is one of them.
  public let contains: @Sendable (Value) -> Bool

  /// Values that fulfil a condition, which `words` says.
  public init(_ words: String, contains: @escaping @Sendable (Value) -> Bool) {
    self.init(words, nil, nil, contains)
  }

  fileprivate init(
    _ words: String, _ lower: Double?, _ upper: Double?, _ contains: @escaping @Sendable (Value) -> Bool
  ) {
    self.words = words
    self.lower = lower
    self.upper = upper
    self.contains = contains
  }

  /// All values of the type.
  public static var any: SettingRange { SettingRange(Value.kind) { _ in true } }
}

/// NaN is in no range, infinity only where no end is named.
extension SettingRange where Value: SettingNumber {
  /// From `lower` to `upper`, both of them too.
  ///
  /// - Parameter unit: What is counted, as `degrees`.
  public static func from(_ lower: Value, to upper: Value, _ unit: String? = nil) -> SettingRange {
    SettingRange("\(kind(unit)) from \(lower.shortText) to \(upper.shortText)", lower.double, upper.double) {
      $0 >= lower && $0 <= upper
    }
  }

  /// From `lower` to less than `upper`.
  public static func from(_ lower: Value, below upper: Value) -> SettingRange {
    SettingRange(
      "\(Value.kind) from \(lower.shortText), less than \(upper.shortText)", lower.double, upper.double
    ) {
      $0 >= lower && $0 < upper
    }
  }

  /// More than `lower`, up to `upper`.
  public static func above(_ lower: Value, to upper: Value) -> SettingRange {
    SettingRange(
      "\(Value.kind) above \(lower.shortText), up to \(upper.shortText)", lower.double, upper.double
    ) {
      $0 > lower && $0 <= upper
    }
  }

  /// `lower` and all finite numbers above it.
  public static func from(_ lower: Value, _ unit: String? = nil) -> SettingRange {
    SettingRange("\(kind(unit)) from \(lower.shortText)", lower.double, nil) {
      $0 >= lower && $0.double.isFinite
    }
  }

  /// All finite numbers above `lower`.
  public static func above(_ lower: Value) -> SettingRange {
    SettingRange("\(Value.kind) above \(lower.shortText)", lower.double, nil) {
      $0 > lower && $0.double.isFinite
    }
  }

  private static func kind(_ unit: String?) -> String {
    Value.kind + (unit.map { " of \($0)" } ?? "")
  }
}

extension SettingRange {
  /// One number or more, each from `lower` to `upper`.
  public static func each<Number: SettingNumber>(from lower: Number, to upper: Number) -> SettingRange
  where Value == [Number] {
    SettingRange("\(Number.kind)s from \(lower.shortText) to \(upper.shortText)".withoutArticle) { numbers in
      !numbers.isEmpty && numbers.allSatisfy { $0 >= lower && $0 <= upper }
    }
  }
}

extension String {
  fileprivate var withoutArticle: String { hasPrefix("a ") ? String(dropFirst(2)) : self }
}
