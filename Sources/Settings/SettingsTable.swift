/// A struct of settings that lists them.
///
/// Checks, JSON and whatever shows the settings to people follow from ``settings``.
public protocol SettingsTable: Sendable {
  /// The defaults.
  init()
  /// All settings, in the order in which people read about them.
  static var settings: [Setting<Self>] { get }
}

extension SettingsTable {
  /// The setting of a property.
  ///
  /// - Precondition: the table has it.
  public static func setting(_ path: PartialKeyPath<Self>) -> Setting<Self> {
    guard let setting = settings.first(where: { $0.path == path }) else {
      preconditionFailure("the table of \(Self.self) lacks \(path)")
    }
    return setting
  }

  /// Checks each value against its setting's range.
  ///
  /// - Throws: ``SettingError`` of the first that is outside of its.
  public func checkRanges() throws(SettingError) {
    for setting in Self.settings { try setting.check(self) }
  }

  // MARK: JSON

  /// The first key of the object to decode, in alphabetical order, that is neither a setting nor one of `others`.
  public static func unknownKey(in decoder: any Decoder, besides others: [String] = []) throws -> String? {
    let known = Set(settings.map(\.name) + others)
    let found = try decoder.container(keyedBy: SettingKey.self).allKeys.map(\.stringValue)
    return found.sorted().first { !known.contains($0) }
  }

  /// Reads what the object to decode has; what it lacks, or has as `null`, stays as it is.
  ///
  /// - Throws: ``SettingError`` for a value that is none of the setting's, and what a value's own decoding throws.
  public mutating func read(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SettingKey.self)
    for setting in Self.settings {
      if let value = try container.value(of: setting, setting.type) { setting.set(value, in: &self) }
    }
  }

  /// Writes each setting that has a value under its name.
  public func write(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SettingKey.self)
    for setting in Self.settings {
      if let value = setting.value(in: self) { try container.encode(value, forKey: SettingKey(setting.name)) }
    }
  }
}

/// A key that is a setting's name, or anything else.
public struct SettingKey: CodingKey {
  /// The name.
  public let stringValue: String
  /// None: settings have names.
  public let intValue: Int? = nil

  /// The key of a name.
  public init(_ name: String) { stringValue = name }
  /// The key of a name.
  public init?(stringValue: String) { self.init(stringValue) }
  /// No key.
  public init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer where Key == SettingKey {
  fileprivate func value<Root, Value: SettingValue>(
    of setting: Setting<Root>, _ type: Value.Type
  ) throws -> (any SettingValue)? {
    let key = SettingKey(setting.name)
    do {
      return try decodeIfPresent(Value.self, forKey: key)
    } catch  where error is DecodingError || !Value.tellsErrors {
      // Not only `DecodingError`: JSONDecoder throws another kind for a number that the type cannot hold.
      throw SettingError(setting.name, takes: setting.takes, got: words(forKey: key))
    }
  }

  /// What is there instead, as a person would write it.
  private func words(forKey key: SettingKey) -> String {
    if let text = try? decode(String.self, forKey: key) { return "'\(text)'" }
    if let number = try? decode(Int.self, forKey: key) { return "\(number)" }
    if let number = try? decode(Double.self, forKey: key) { return "\(number)" }
    if let isTrue = try? decode(Bool.self, forKey: key) { return "\(isTrue)" }
    if (try? nestedUnkeyedContainer(forKey: key)) != nil { return "a list" }
    if (try? nestedContainer(keyedBy: SettingKey.self, forKey: key)) != nil { return "an object" }
    return "a number that is too large"
  }
}
