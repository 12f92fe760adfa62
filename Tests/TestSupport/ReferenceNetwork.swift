public import Networks
public import Torch

/// A network whose gradients libtorch's own differentiation gives: slow, and right by construction.
///
/// Pictures and weights are channels-last in memory, whatever the size and the precision.
public struct ReferenceNetwork: DifferentiableNetwork {
  fileprivate let executor: Executor
  fileprivate let taps: Set<String>
  private let precision: DType

  /// A network that runs up to `taps` (names of layers of `graph`); weights of other layers are ignored.
  ///
  /// - Throws: `NetworkError` for missing or wrong weights, `TorchError` when there is no memory for them.
  public init(
    _ graph: Graph, taps: [String], weights: [String: Tensor], precision: DType = .float32
  ) throws {
    let graph = try graph.truncated(at: taps)
    try graph.check(weights)
    var prepared: [String: Tensor] = [:]
    for parameter in graph.parameters where parameter.role != .batchCount {
      guard let weight = weights[parameter.key] else { continue }
      prepared[parameter.key] = try Self.prepare(weight, parameter.role, precision)
    }
    executor = try Executor(graph, weights: prepared)
    self.taps = try Set(taps.map { try graph.layer($0).name })
    self.precision = precision
  }

  /// Runs pictures, recording what gradients need.
  public func forward(_ pictures: Tensor) throws(TorchError) -> any ForwardPass {
    let leaf = try pictures.detached()
    try leaf.requireGradient()
    let outputs = try withGradients { () throws(TorchError) in
      try executor.activations(of: taps, prepared(leaf))
    }
    return try RecordedPass(network: self, leaf: leaf, outputs: outputs)
  }

  /// Runs pictures without a record.
  public func activations(_ pictures: Tensor) throws(TorchError) -> [String: Tensor] {
    try withoutGradients { () throws(TorchError) in
      try executor.activations(of: taps, prepared(pictures))
    }
  }

  /// Runs the network with values of a layer put in on the way.
  public func activations(
    of picture: Tensor, replacing layer: String, by values: Tensor
  ) throws(TorchError) -> [String: Tensor] {
    let copies = try picture * .ones([values.shape[0], 1, 1, 1])
    return try withoutGradients { () throws(TorchError) in
      try executor.activations(of: taps, prepared(copies), given: [layer: prepared(values)])
    }
  }

  fileprivate func prepared(_ tensor: Tensor) throws(TorchError) -> Tensor {
    try tensor.to(precision).channelsLast()
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

/// A run with libtorch's record of it.
private struct RecordedPass: ForwardPass {
  let network: ReferenceNetwork
  let leaf: Tensor
  let outputs: [String: Tensor]
  let activations: [String: Tensor]

  init(network: ReferenceNetwork, leaf: Tensor, outputs: [String: Tensor]) throws(TorchError) {
    self.network = network
    self.leaf = leaf
    self.outputs = outputs
    var activations: [String: Tensor] = [:]
    for (name, output) in outputs { activations[name] = try output.detached() }
    self.activations = activations
  }

  func gradient(_ outputGradients: [String: Tensor]) throws(TorchError) -> Tensor {
    try gradient(outputGradients, to: leaf)
  }

  func gradient(_ outputGradients: [String: Tensor], to layer: String) throws(TorchError) -> Tensor {
    guard let goal = outputs[layer] else { preconditionFailure("\(layer) is tapped") }
    return try gradient(outputGradients, to: goal).to(.float32).contiguous()
  }

  private func gradient(_ outputGradients: [String: Tensor], to goal: Tensor) throws(TorchError) -> Tensor {
    let names = outputs.keys.filter { outputGradients[$0] != nil }.sorted()
    return try Tensor.gradients(
      of: names.compactMap { outputs[$0] }, outputGradients: names.compactMap { outputGradients[$0] },
      to: [goal])[0]
  }

  // MARK: - Other rules for ReLUs

  /// The exact gradient, or layer by layer: a ReLU by its rule, libtorch's differentiation through each of the others.
  func gradient(_ outputGradients: [String: Tensor], rule: ReLUBackwardRule) throws(TorchError) -> Tensor {
    if case .exact = rule { return try gradient(outputGradients) }
    let input = try network.prepared(leaf.detached())
    let layers = network.executor.graph.layers
    var values = try withoutGradients { () throws(TorchError) in
      try network.executor.activations(of: Set(layers.map(\.name)), input)
    }
    values[Layer.input] = input
    var pending = outputGradients
    for layer in layers.reversed() {
      guard let gradient = pending.removeValue(forKey: layer.name), let output = values[layer.name] else {
        continue
      }
      let names = Set(layer.inputs).sorted()
      let inputGradients =
        try layer.operation is ReLU
        ? [passed(gradient, rule, output)]
        : differentiated(layer, names, values, gradient)
      for (name, new) in zip(names, inputGradients) {
        if let earlier = pending[name] {
          pending[name] = try earlier + new
        } else {
          pending[name] = new
        }
      }
    }
    guard let result = pending[Layer.input] else {
      throw TorchError(.rejected, operation: "gradient", details: "nothing sees the pictures")
    }
    return try result.to(.float32).contiguous()
  }

  private func passed(
    _ gradient: Tensor, _ rule: ReLUBackwardRule, _ output: Tensor
  ) throws(TorchError) -> Tensor {
    let positive = try gradient.relu()
    switch rule {
    case .exact: return try gradient.masked(by: output)
    case .redirected:
      return try gradient.masked(by: output) + (positive - positive.masked(by: output))
    case .guided: return try positive.masked(by: output)
    case .deconvolution: return positive
    }
  }

  private func differentiated(
    _ layer: Layer, _ names: [String], _ values: [String: Tensor], _ gradient: Tensor
  ) throws(TorchError) -> [Tensor] {
    var leaves: [String: Tensor] = [:]
    for name in names {
      guard let value = values[name] else { continue }
      let leaf = try value.detached()
      try leaf.requireGradient()
      leaves[name] = leaf
    }
    let output = try withGradients { () throws(TorchError) in
      try network.executor.activations(of: [layer.name], leaves[Layer.input] ?? leaf, given: leaves)
    }
    return try Tensor.gradients(
      of: output.map(\.value), outputGradients: [gradient], to: names.compactMap { leaves[$0] })
  }
}
