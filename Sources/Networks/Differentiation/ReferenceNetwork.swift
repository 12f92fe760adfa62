public import Torch

/// A network whose gradients libtorch's own differentiation gives: slow, and right by construction.
///
/// Pictures and weights are channels-last in memory, whatever the size and the precision.
public struct ReferenceNetwork: DifferentiableNetwork {
  private let executor: Executor
  private let taps: Set<String>
  private let precision: DType

  /// A network that runs up to `taps` (names of layers of `graph`); weights of other layers are ignored.
  ///
  /// - Throws: `NetworkError` for missing or wrong weights, `TorchError` when there is no memory for them.
  public init(
    _ graph: Graph, taps: [String], weights: [String: Tensor], precision: DType = .float32,
    device: Device = .cpu
  ) throws {
    let graph = try graph.truncated(at: taps)
    // Checked in the form that the user gave them, so that errors name their shapes.
    _ = try Executor(graph, weights: weights)
    var prepared: [String: Tensor] = [:]
    for parameter in graph.parameters where parameter.role != .batchCount {
      guard let weight = weights[parameter.key] else { continue }
      prepared[parameter.key] = try Self.prepare(weight, parameter.role, precision).to(device)
    }
    executor = try Executor(graph, weights: prepared)
    self.taps = try Set(taps.map { try graph.layer($0).name })
    self.precision = precision
  }

  /// Runs pictures, recording what gradients need.
  public func forward(_ pictures: Tensor) throws(TorchError) -> any ForwardPass {
    let leaf = try pictures.detached()
    try leaf.requireGradient()
    return try RecordedPass(network: self, leaf: leaf, outputs: run(leaf, mode: .inference))
  }

  /// Runs pictures without a record.
  public func activations(_ pictures: Tensor) throws(TorchError) -> [String: Tensor] {
    try withoutGradients { () throws(TorchError) in
      try executor.activations(of: taps, pictures.to(precision).channelsLast())
    }
  }

  /// Runs the whole network, with values of a layer put in on the way.
  public func activations(
    of picture: Tensor, replacing layer: String, by values: Tensor
  ) throws(TorchError) -> [String: Tensor] {
    let copies = try picture * .ones([values.shape[0], 1, 1, 1])
    return try withoutGradients { () throws(TorchError) in
      try executor.activations(
        of: taps, copies.to(precision).channelsLast(), given: [layer: values.to(precision).channelsLast()])
    }
  }

  /// The tapped layers' outputs, with the history that leads to the leaf.
  fileprivate func run(_ leaf: Tensor, mode: Executor.Mode) throws(TorchError) -> [String: Tensor] {
    try withGradients { () throws(TorchError) in
      try executor.activations(of: taps, leaf.to(precision).channelsLast(), mode: mode)
    }
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

  func gradient(_ seeds: [String: Tensor]) throws(TorchError) -> Tensor {
    try gradient(of: outputs, seeds, to: leaf)
  }

  func gradient(_ seeds: [String: Tensor], to layer: String) throws(TorchError) -> Tensor {
    guard let goal = outputs[layer] else { preconditionFailure("\(layer) is tapped") }
    return try gradient(of: outputs, seeds, to: goal).to(.float32).contiguous()
  }

  /// Another rule is another record: the network runs again, with what the rule needs.
  func gradient(_ seeds: [String: Tensor], rule: ReLUBackwardRule) throws(TorchError) -> Tensor {
    switch rule {
    case .exact: try gradient(seeds)
    case .redirected, .guided, .deconvolution:
      try gradient(of: network.run(leaf, mode: .ruled(rule)), seeds, to: leaf)
    }
  }

  private func gradient(
    of outputs: [String: Tensor], _ seeds: [String: Tensor], to goal: Tensor
  ) throws(TorchError) -> Tensor {
    let names = outputs.keys.filter { seeds[$0] != nil }.sorted()
    return try Tensor.gradients(
      of: names.compactMap { outputs[$0] }, outputGradients: names.compactMap { seeds[$0] }, to: [goal])[0]
  }
}
