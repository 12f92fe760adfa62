/// Why a state dictionary is not that of the network which is most like it.
public struct Mismatch: Sendable, Equatable {
  /// The network that is nearest, or the only one that was looked for.
  public let network: String
  /// Whether no other was looked for.
  public let isOnlyOne: Bool
  /// How many tensors the dictionary has.
  public let count: Int
  /// The first of them by key.
  public let first: TensorShape
  /// How many of the network's tensors it lacks.
  public let lackingCount: Int
  /// The first of those in the network's order.
  public let firstLacking: TensorShape?
  /// The shape that the dictionary has for that key; `nil` when it has no such key.
  public let foundShape: [Int]?

  init(_ candidate: Candidate, _ shapes: [String: [Int]], isOnlyOne: Bool) {
    network = candidate.architecture.network
    self.isOnlyOne = isOnlyOne
    count = shapes.count
    let key = shapes.keys.min() ?? ""
    first = TensorShape(key: key, shape: shapes[key] ?? [])
    lackingCount = candidate.lacking.count
    firstLacking = candidate.firstLacking
    foundShape = candidate.lacking.first.flatMap { shapes[candidate.prefix + $0.key] }
  }
}
