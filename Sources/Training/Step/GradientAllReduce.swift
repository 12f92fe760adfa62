internal import Networks
internal import Torch

/// The gradients of a step's loss, over the pictures of all replica.
///
/// This is where data-parallel training hooks in: between the loss of a rank's own pictures and the optimizer's step.
/// Every rank gets the same bits, so the same step keeps the weights equal.
struct GradientAllReduce {
  private let replica: Replica
  private let parameters: [Tensor]
  /// For each of the optimizer's parameters its place in the order of the network, which is that of the buckets.
  private let places: [Int]
  private let buckets: GradientBuckets?

  /// Gradients for the parameters of `optimizer`, which require them.
  init(_ graph: Graph, _ optimizer: OptimizerState, replica: Replica) throws {
    self.replica = replica
    parameters = optimizer.parameters
    let order = Dictionary(
      uniqueKeysWithValues: graph.parameters.enumerated().map { ($0.element.key, $0.offset) })
    let keys = optimizer.keys
    let sorted = keys.indices.sorted { order[keys[$0], default: 0] < order[keys[$1], default: 0] }
    var places = [Int](repeating: 0, count: keys.count)
    for (place, index) in sorted.enumerated() { places[index] = place }
    self.places = places
    buckets = try replica.group.map { group in
      try GradientBuckets(sorted.map { optimizer.parameters[$0] }, group: group)
    }
  }

  /// The gradients of the sum of the ranks' `loss` to the optimizer's parameters, in its order.
  ///
  /// - Parameters:
  ///   - loss: this rank's share of the batch's mean loss; `nil` when none of its pictures could be read.
  ///   - carried: gradients of earlier parts of the batch, in the same order, which are added; may be none.
  /// - Returns: the gradients, valid until the next call.
  func callAsFunction(of loss: Tensor?, adding carried: [Tensor] = []) throws -> [Tensor] {
    guard let buckets else {
      let gradients = try loss?.gradients(to: parameters) ?? []
      for (gradient, earlier) in zip(gradients, carried) { try gradient.add(earlier) }
      return gradients
    }
    var inOrder = carried
    for (place, gradient) in zip(places, carried) { inOrder[place] = gradient }
    let sums = try replica.together { () throws(TorchError) in try buckets.sums(of: loss, adding: inOrder) }
    return places.map { sums[$0] }
  }
}
