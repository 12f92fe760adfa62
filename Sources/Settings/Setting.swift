/// One setting of a struct: its name, what it takes, the texts that explain it, and the way to its value.
///
/// A ``SettingsTable`` lists them. JSON, checks, the command line's flags and their help follow from the list, so that a
/// setting is written in one place.
public struct Setting<Root: Sendable>: Sendable {
  /// The name, which is its key in JSON, as `pyramidSize`.
  public let name: String
  /// What sets it on the command line.
  public let flag: SettingFlag
  /// What its value is called in help, as `levels`.
  public let valueName: String
  /// What it does, in a line or two.
  public let help: String
  /// The same where several values are given at once; `nil` where that makes no sense.
  public let listHelp: String?
  /// The default in words; `nil` where there is nothing to say.
  public let defaultText: String?
  /// What it takes in words, as `a whole number from 1 to 50`.
  public let takes: String
  /// The least and the greatest number, where there are such.
  public let bounds: (lower: Double?, upper: Double?)
  /// The type of its value.
  public let type: any SettingValue.Type

  let path: any PartialKeyPath<Root> & Sendable
  private let read: @Sendable (Root) -> (any SettingValue)?
  private let write: @Sendable (inout Root, any SettingValue) -> Void
  private let contains: @Sendable (any SettingValue) -> Bool

  /// The value; `nil` where there is none.
  public func value(in root: Root) -> (any SettingValue)? { read(root) }

  /// Puts a value of the setting's type in place.
  public func set(_ value: any SettingValue, in root: inout Root) { write(&root, value) }

  /// Finds out whether the value is one that the setting takes; no value always is.
  public func check(_ root: Root) throws(SettingError) {
    guard let value = read(root), !contains(value) else { return }
    throw SettingError(name, takes: takes, got: value.text)
  }
}

extension Setting where Root: SettingsTable {
  /// A setting that always has a value.
  ///
  /// - Parameters:
  ///   - name: Its key in JSON.
  ///   - path: Its property.
  ///   - range: The values that it takes; all of its type without.
  ///   - flag: Its flag, without the dashes; made of the name without.
  ///   - value: What its value is called in help.
  ///   - help: What it does.
  ///   - listHelp: The same where several values are given at once.
  ///   - shown: The default as help has it; the property's own without.
  public init<Value: SettingValue>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ range: SettingRange<Value> = .any,
    flag: SettingFlag? = nil, value valueName: String, help: String, list listHelp: String? = nil,
    default shown: ShownDefault = .own
  ) {
    self.init(
      name, path, range, flag, valueName, help, listHelp, shown,
      read: { $0[keyPath: path] }, write: { $0[keyPath: path] = $1 })
  }

  /// A setting that may have no value.
  public init<Value: SettingValue>(
    _ name: String, _ path: any WritableKeyPath<Root, Value?> & Sendable, _ range: SettingRange<Value> = .any,
    flag: SettingFlag? = nil, value valueName: String, help: String, list listHelp: String? = nil,
    default shown: ShownDefault = .own
  ) {
    self.init(
      name, path, range, flag, valueName, help, listHelp, shown,
      read: { $0[keyPath: path] }, write: { $0[keyPath: path] = $1 })
  }

  private init<Value: SettingValue>(
    _ name: String, _ path: any PartialKeyPath<Root> & Sendable, _ range: SettingRange<Value>,
    _ flag: SettingFlag?, _ valueName: String, _ help: String, _ listHelp: String?, _ shown: ShownDefault,
    read: @escaping @Sendable (Root) -> Value?, write: @escaping @Sendable (inout Root, Value) -> Void
  ) {
    self.name = name
    self.flag = flag ?? SettingFlag(name.withHyphens)
    self.valueName = valueName
    self.help = help
    self.listHelp = listHelp
    defaultText = shown.text(of: read(Root()))
    takes = range.words
    bounds = (range.lower, range.upper)
    type = Value.self
    self.path = path
    self.read = { read($0) }
    self.write = { root, value in
      guard let value = value as? Value else { preconditionFailure("\(name) is a \(Value.self)") }
      write(&root, value)
    }
    contains = { ($0 as? Value).map(range.contains) ?? false }
  }

  /// The same setting in another struct: name, range and, without others, flag and texts are those of `other`.
  public init<Other: Sendable, Value: SettingValue>(
    _ path: any WritableKeyPath<Root, Value> & Sendable, like other: Setting<Other>, flag: SettingFlag? = nil,
    value valueName: String? = nil,
    help: String? = nil
  ) {
    name = other.name
    self.flag = flag ?? other.flag
    self.valueName = valueName ?? other.valueName
    self.help = help ?? other.help
    listHelp = other.listHelp
    defaultText = ShownDefault.own.text(of: Root()[keyPath: path])
    takes = other.takes
    bounds = other.bounds
    type = Value.self
    self.path = path
    read = { $0[keyPath: path] }
    write = { root, value in
      guard let value = value as? Value else { preconditionFailure("\(other.name) is a \(Value.self)") }
      root[keyPath: path] = value
    }
    contains = other.contains
  }
}

/// The flags of a setting on the command line.
public struct SettingFlag: Sendable, Equatable, ExpressibleByStringLiteral {
  /// The flag's name without its dashes, as `pyramid-size`; `nil` where the command line does not set it.
  public let name: String?
  /// Its other names; one letter is a short one.
  public let aliases: [String]
  /// Whether it has no value, but a second flag that turns it off, as `--no-keep-colors`.
  public let isPair: Bool

  /// A flag with a value.
  public init(_ name: String, aliases: [String] = []) { self.init(name, aliases, isPair: false) }

  /// A flag with a value.
  public init(stringLiteral name: String) { self.init(name) }

  private init(_ name: String?, _ aliases: [String] = [], isPair: Bool) {
    self.name = name
    self.aliases = aliases
    self.isPair = isPair
  }

  /// A flag without a value, and one that turns it off.
  public static func pair(_ name: String) -> SettingFlag { SettingFlag(name, isPair: true) }

  /// No flag.
  public static let absent = SettingFlag(nil, isPair: false)
}

/// What help says about a default.
public enum ShownDefault: Sendable, ExpressibleByStringLiteral {
  /// The property's own default; nothing where that is no value.
  case own
  /// These words.
  case text(String)
  /// Nothing.
  case nothing

  /// These words.
  public init(stringLiteral text: String) { self = .text(text) }

  func text(of value: (any SettingValue)?) -> String? {
    switch self {
    case .own: value?.shortText
    case .text(let text): text
    case .nothing: nil
    }
  }
}

extension String {
  /// `pyramidSize` as `pyramid-size`.
  public var withHyphens: String {
    reduce(into: "") { text, letter in
      text += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
    }
  }
}
