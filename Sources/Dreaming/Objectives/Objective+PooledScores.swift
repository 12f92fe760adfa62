internal import Networks
internal import Torch

extension Objective {
  /// The objective with scores of classes as what they are behind a global mean: means over the positions of the layer that
  /// the head pools, along the classes' weights. Of those tiles add up; only the head's biases, which have no gradient, are
  /// left out.
  ///
  /// - Parameters:
  ///   - graph: The whole network.
  ///   - weights: Its state dictionary. Where it lacks the head's weights the score stays as it is.
  ///   - directions: Gets the classes' weights, under the names that the new parts have.
  func unpooled(
    in graph: Graph, _ weights: [String: Tensor], _ directions: inout [String: [Float]]
  ) throws(TorchError) -> Objective {
    var result = self
    for (index, part) in parts.enumerated() {
      guard case .channels(let layer, let ranges, nil) = part.subject, let head = graph.pooledHead(layer),
        let weight = weights[head.weight]
      else { continue }
      let name = part.subject.description
      directions[name] = try Self.mean(of: weight, rows: Set(ranges.joined()))
      result.parts[index].subject = .direction(layer: head.pooled, file: name)
    }
    return result
  }

  private static func mean(of weight: Tensor, rows: Set<Int>) throws(TorchError) -> [Float] {
    var sum = [Float](repeating: 0, count: weight.shape[1])
    for row in rows.sorted() {
      let numbers: [Float] = try weight.narrowed(0, row..<row + 1).to(.float32).elements()
      for (index, number) in numbers.enumerated() { sum[index] += number / Float(rows.count) }
    }
    return sum
  }
}

extension Graph {
  /// For a linear layer behind a mean over all positions: the layer that is pooled, and the name of the linear layer's weight.
  fileprivate func pooledHead(_ name: String) -> (pooled: String, weight: String)? {
    guard let linear = layers.first(where: { $0.name == name }), case .linear = linear.operation else {
      return nil
    }
    var input = linear.inputs[0]
    while let layer = layers.first(where: { $0.name == input }) {
      switch layer.operation {
      case .flatten, .dropout: input = layer.inputs[0]
      case .adaptiveAveragePool(height: 1, width: 1): return (layer.inputs[0], "\(linear.key).weight")
      default: return nil
      }
    }
    return nil
  }
}
