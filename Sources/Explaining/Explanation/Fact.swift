/// A name and a value, as people read them.
public struct Fact: Sendable, Equatable, Encodable {
  /// As `layer`.
  public let name: String
  /// As `relu5_3`.
  public let value: String

  /// A fact.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
