import ArgumentParser
import Dreaming
import Settings

/// Settings whose flags stand together in a command's help.
protocol FlagSection {
  /// The struct that has them.
  associatedtype Root: SettingsTable
  /// The settings, in the order of the help.
  static var settings: [Setting<Root>] { get }
}

/// The flags of some settings, made of their table: those that are given replace a recipe's or the defaults.
///
/// ArgumentParser finds a command's flags by reflection and hands their values to `init(from:)`; both read the table here.
struct SettingFlags<Section: FlagSection>: ParsableArguments, CustomReflectable {
  private var given: [String: any SettingValue] = [:]

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SettingKey.self)
    for setting in Self.settings { given[setting.name] = try setting.flagValue(in: container) }
  }

  var customMirror: Mirror {
    Mirror(self, children: Self.settings.map { (label: $0.name, value: $0.flagDefinition) })
  }

  private static var settings: [Setting<Section.Root>] { Section.settings.filter { $0.flag.name != nil } }

  /// Puts what was given in place of what is there.
  func fold(onto root: inout Section.Root) {
    for setting in Self.settings {
      if let value = given[setting.name] { setting.set(value, in: &root) }
    }
  }

  /// The flags that were given, as `--epochs`, in the order of the help.
  var givenFlags: [String] {
    Self.settings.filter { given[$0.name] != nil }.compactMap { setting in setting.flag.name.map { "--" + $0 }
    }
  }

  /// What was given for a setting; setting it is as if the flag had been given.
  subscript<Value: SettingValue>(_ path: WritableKeyPath<Section.Root, Value>) -> Value? {
    get { given[Section.Root.setting(path).name] as? Value }
    set { given[Section.Root.setting(path).name] = newValue }
  }
}

/// Flags that take lists of values with commas, for settings that are varied.
struct SettingLists<Section: FlagSection>: ParsableArguments, CustomReflectable {
  private var given: [String: [any SettingValue]] = [:]

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SettingKey.self)
    for setting in Section.settings { given[setting.name] = try setting.listValues(in: container) }
  }

  var customMirror: Mirror {
    Mirror(self, children: Section.settings.map { (label: $0.name, value: $0.listDefinition) })
  }

  /// Whether no list was given.
  var isEmpty: Bool { given.isEmpty }

  /// The values that were given for a setting; none where its flag was not.
  subscript<Value: SettingValue>(_ path: WritableKeyPath<Section.Root, Value>) -> [Value] {
    (given[Section.Root.setting(path).name] ?? []).compactMap { $0 as? Value }
  }
}

/// A setting's value as ArgumentParser reads it.
struct SettingArgument<Value: SettingValue>: ExpressibleByArgument {
  let value: Value

  init?(argument: String) {
    guard let value = Value(setting: argument) else { return nil }
    self.value = value
  }

  static var allValueStrings: [String] { Value.words }
}

extension Setting {
  /// The flag's names.
  var flagNames: NameSpecification {
    NameSpecification(
      ([flag.name].compactMap(\.self) + flag.aliases).map { name in
        if let letter = name.first, name.count == 1 { .customShort(letter) } else { .customLong(name) }
      })
  }

  /// The flag's help, with the default.
  var flagHelp: ArgumentHelp {
    let ending = defaultText.map { " (default: \($0))" } ?? ""
    return ArgumentHelp(help.withFlags + ending, valueName: valueName)
  }

  /// The property by which ArgumentParser knows the flag.
  fileprivate var flagDefinition: Any {
    flag.isPair ? Flag<Bool?>(name: flagNames, inversion: .prefixedNo, help: flagHelp) : option(of: self.type)
  }

  private func option<Value: SettingValue>(of type: Value.Type) -> Any {
    Option<SettingArgument<Value>?>(name: flagNames, help: flagHelp)
  }

  /// The value that was given; `nil` where the flag was not.
  fileprivate func flagValue(in container: KeyedDecodingContainer<SettingKey>) throws -> (any SettingValue)? {
    flag.isPair
      ? try container.decode(Flag<Bool?>.self, forKey: SettingKey(name)).wrappedValue
      : try value(in: container, of: self.type)
  }

  private func value<Value: SettingValue>(
    in container: KeyedDecodingContainer<SettingKey>, of type: Value.Type
  ) throws -> (any SettingValue)? {
    try container.decode(Option<SettingArgument<Value>?>.self, forKey: SettingKey(name)).wrappedValue?.value
  }

  /// The property by which ArgumentParser knows the flag where it takes a list of values.
  fileprivate var listDefinition: Any { listOption(of: self.type) }

  private func listOption<Value: SettingValue>(of type: Value.Type) -> Any {
    Option<SettingArgument<[Value]>?>(
      name: flagNames, help: ArgumentHelp(listHelp ?? help, valueName: "list"))
  }

  /// The values that were given; `nil` where the flag was not.
  fileprivate func listValues(
    in container: KeyedDecodingContainer<SettingKey>
  ) throws -> [any SettingValue]? {
    try list(in: container, of: self.type)
  }

  private func list<Value: SettingValue>(
    in container: KeyedDecodingContainer<SettingKey>, of type: Value.Type
  ) throws -> [any SettingValue]? {
    try container.decode(Option<SettingArgument<[Value]>?>.self, forKey: SettingKey(name)).wrappedValue?.value
  }
}

extension SettingsTable {
  /// The flags of the command line that make these settings, only where they differ from the defaults.
  var arguments: [String] {
    let defaults = Self()
    return Self.settings.flatMap { setting -> [String] in
      guard let flag = setting.flag.name, let value = setting.value(in: self),
        value.text != setting.value(in: defaults)?.text
      else { return [] }
      if setting.flag.isPair { return [value.text == "on" ? "--\(flag)" : "--no-\(flag)"] }
      // With "=", as an objective may begin with a minus.
      return value is Objective ? ["--\(flag)=\(value.text)"] : ["--\(flag)", value.text]
    }
  }
}
