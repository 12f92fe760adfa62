internal import Networks
internal import Torch

/// A network that runs up to the deepest layer an objective looks at, with weights laid out for the dream.
///
/// Pictures and weights are channels-last in memory, whatever the size and the precision. In float32 that changes
/// little: processor time of forward and gradient against the default layout, one thread of a busy AVX2 machine, best
/// of three (600×400: one run): VGG16 with batch norm `relu4_1` at 300×225 −5 %, ResNet50 `layer3` at 180×120 −7 %,
/// VGG16 `relu4_3` at 600×400 −2 % and at 180×120 +6 %. bfloat16 was not compared on a processor that has it.
struct TappedNetwork {
  private let executor: Executor
  private let precision: DType

  /// The network `graph`, which is truncated already; weights of other layers are ignored.
  ///
  /// - Throws: `NetworkError` for missing or wrong weights, `TorchError` when there is no memory for them.
  init(_ graph: Graph, weights: [String: Tensor], precision: DType, device: Device = .cpu) throws {
    // Checked in the form that the user gave them, so that errors name their shapes.
    _ = try Executor(graph, weights: weights)
    var prepared: [String: Tensor] = [:]
    for parameter in graph.parameters where parameter.role != .batchCount {
      guard let weight = weights[parameter.key] else { continue }
      prepared[parameter.key] = try Self.prepare(weight, parameter.role, precision).to(device)
    }
    executor = try Executor(graph, weights: prepared)
    self.precision = precision
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
    let input = try leaf.to(precision).channelsLast()
    return try objective.value(of: executor.activations(of: Set(objective.layers), input))
  }

  /// Statistics and scales of batch norms stay float32: libtorch mixes them with bfloat16 activations.
  private static func prepare(
    _ weight: Tensor, _ role: Parameter.Role, _ precision: DType
  ) throws(TorchError) -> Tensor {
    let isLayerWeight = role == .weight || role == .bias
    let converted = try weight.detached().to(isLayerWeight ? precision : .float32)
    return try converted.rank == 4 ? converted.channelsLast() : converted
  }
}
