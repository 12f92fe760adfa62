/// A value that a setting can have: JSON has its own form of it, the command line and a form its text.
public protocol SettingValue: Codable, Equatable, Sendable {
  /// Reads the value of a text; `nil` when it is none.
  init?(setting text: String)
  /// The value as text.
  var text: String { get }
  /// What such a value is, in words, as `a whole number`.
  static var kind: String { get }
  /// The texts of all values, where they are few.
  static var words: [String] { get }
  /// Whether its decoding throws errors that tell more than what the setting takes.
  static var tellsErrors: Bool { get }
}

extension SettingValue {
  /// None: there are too many.
  public static var words: [String] { [] }
  /// It does not.
  public static var tellsErrors: Bool { false }

  /// The text without what goes without saying: `10.0` is `10`.
  var shortText: String { self is Double && text.hasSuffix(".0") ? String(text.dropLast(2)) : text }
}

/// A setting that is one of a few words.
extension SettingValue where Self: RawRepresentable, RawValue == String {
  /// The value of a word.
  public init?(setting text: String) { self.init(rawValue: text) }
  /// The word.
  public var text: String { rawValue }
}

extension SettingValue where Self: CaseIterable, Self: RawRepresentable, RawValue == String {
  /// All words.
  public static var words: [String] { allCases.map(\.rawValue) }
  /// That it is one of the words.
  public static var kind: String { "one of " + words.joined(separator: ", ") }
}

/// A number that a ``SettingRange`` can have as its end.
public protocol SettingNumber: SettingValue, Comparable {
  /// The number, rounded where it has to be.
  var double: Double { get }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Int: SettingNumber {
  public static var kind: String { "a whole number" }
  public init?(setting text: String) { self.init(text) }
  public var text: String { String(self) }
  public var double: Double { Double(self) }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension UInt64: SettingNumber {
  public static var kind: String { "a whole number" }
  public init?(setting text: String) { self.init(text) }
  public var text: String { String(self) }
  public var double: Double { Double(self) }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Double: SettingNumber {
  public static var kind: String { "a number" }
  public init?(setting text: String) { self.init(text) }
  public var text: String { String(self) }
  public var double: Double { self }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension String: SettingValue {
  public static var kind: String { "a text" }
  public init?(setting text: String) { self = text }
  public var text: String { self }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// In JSON `true` and `false`, as text `on` and `off`.
extension Bool: SettingValue {
  public static var kind: String { "true or false" }
  public static var words: [String] { ["on", "off"] }

  public init?(setting text: String) {
    switch text {
    case "on": self = true
    case "off": self = false
    default: return nil
    }
  }

  public var text: String { self ? "on" : "off" }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// As text with commas: `64,96,128`.
extension Array: SettingValue where Element: SettingValue {
  public static var kind: String { "a list of which each is \(Element.kind)" }

  public init?(setting text: String) {
    let values = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Element(setting: String($0))
    }
    guard !values.contains(nil) else { return nil }
    self = values.compactMap { $0 }
  }

  public var text: String { map(\.text).joined(separator: ",") }
}
