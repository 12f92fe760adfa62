/// Why the weights of two models have no mean; ``description`` says it in one line.
public struct AverageError: Error, Sendable, Equatable {
  /// What the models differ in.
  public enum Difference: String, Sendable {
    case network, classes, normalization
  }

  /// The name of the one model.
  public let first: String
  /// The name of the other.
  public let second: String
  /// What they differ in, or the first of several.
  public let difference: Difference
}

extension AverageError: CustomStringConvertible {
  /// One line: which models, what they differ in, and what would do.
  public var description: String {
    let what =
      switch difference {
      case .network: "are different networks"
      case .classes: "know different classes"
      case .normalization: "take pictures of different normalization"
      }
    return "\(first) and \(second) \(what); an average takes models that were trained from one start"
  }
}
