/// What is wrong with a setting, as data: whoever shows it names the setting as its users know it.
public struct SettingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The setting's name, as `pyramidSize`.
  public let name: String
  /// What it takes, as `a whole number from 1 to 50`, or the words that it is one of.
  public let takes: String
  /// What it got.
  public let got: String

  /// A setting that takes one thing and got another.
  public init(_ name: String, takes: String, got: String) {
    self.name = name
    self.takes = takes
    self.got = got
  }

  /// One line, with the setting's name between grave accents.
  public var description: String { "`\(name)` takes \(takes), not \(got)" }

  /// What is wrong where the name stands before it, as in `seed: -1 is not a whole number`.
  public var reason: String { "\(got) is not \(takes)".replacing("is not one of", with: "is none of") }
}
