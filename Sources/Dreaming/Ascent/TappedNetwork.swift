internal import Networks
internal import Torch

/// A network that runs up to the deepest layer an objective looks at, with weights laid out for the dream.
struct TappedNetwork {
  private let executor: Executor
  private let precision: DType
  private let channelsLast: Bool

  /// The network `graph`, which is truncated already; weights of other layers are ignored.
  ///
  /// - Throws: `NetworkError` for missing or wrong weights, `TorchError` when there is no memory for them.
  init(_ graph: Graph, weights: [String: Tensor], precision: DType) throws {
    // Checked in the form that the user gave them, so that errors name their shapes.
    _ = try Executor(graph, weights: weights)
    let channelsLast = Self.prefersChannelsLast(precision)
    var prepared: [String: Tensor] = [:]
    for parameter in graph.parameters where parameter.role != .batchCount {
      guard let weight = weights[parameter.key] else { continue }
      prepared[parameter.key] = try Self.prepare(weight, parameter.role, precision, channelsLast)
    }
    executor = try Executor(graph, weights: prepared)
    self.precision = precision
    self.channelsLast = channelsLast
  }

  /// The objective's value for a picture `[1, 3, H, W]` in the network's normalisation, and its gradient to it, float32.
  func gradient(of objective: any Objective, at picture: Tensor) throws -> (
    value: Double, gradient: Tensor
  ) {
    let leaf = try picture.detached()
    try leaf.requireGradient()
    let value = try withGradients { try forward(leaf, objective) }
    return (try value.item(), try value.gradients(to: [leaf])[0])
  }

  private func forward(_ leaf: Tensor, _ objective: any Objective) throws(TorchError) -> Tensor {
    let input = try channelsLast ? leaf.to(precision).channelsLast() : leaf.to(precision)
    return try objective.value(of: executor.activations(of: Set(objective.layers), input))
  }

  private static func prefersChannelsLast(_ precision: DType) -> Bool { true }

  /// Statistics and scales of batch norms stay float32: libtorch mixes them with bfloat16 activations.
  private static func prepare(
    _ weight: Tensor, _ role: Parameter.Role, _ precision: DType, _ channelsLast: Bool
  ) throws(TorchError) -> Tensor {
    let isLayerWeight = role == .weight || role == .bias
    let converted = try weight.detached().to(isLayerWeight ? precision : .float32)
    return try channelsLast && converted.rank == 4 ? converted.channelsLast() : converted
  }
}
