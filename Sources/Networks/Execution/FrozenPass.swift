internal import Torch

/// One run of a frozen network, with what its way back needs.
struct FrozenPass: ForwardPass {
  private let network: FrozenNetwork
  /// The outputs that stay, by layer.
  private var values: [String: Tensor] = [:]
  private var shapes: [String: [Int]] = [:]
  /// What operations keep beside inputs and outputs.
  private var extras: [String: [Tensor]] = [:]

  init(_ network: FrozenNetwork, input: Tensor) throws(TorchError) {
    self.network = network
    let executor = network.executor
    values[Layer.input] = input
    shapes[Layer.input] = input.shape
    for (index, layer) in executor.graph.layers.enumerated() {
      let inputs = layer.inputs.compactMap { values[$0] }
      let (output, extras) = try layer.operation.forwardKeeping(inputs, executor.run(of: layer))
      values[layer.name] = output
      shapes[layer.name] = output.shape
      self.extras[layer.name] = extras
      let kept = network.keptForBackward
      for name in executor.liveness.releasedKeepingBackward(after: index, kept: kept) { values[name] = nil }
    }
  }

  var activations: [String: Tensor] { values.filter { network.taps.contains($0.key) } }

  func gradient(_ outputGradients: [String: Tensor]) throws(TorchError) -> Tensor {
    try gradient(outputGradients, BackwardOptions())
  }

  func gradient(
    _ outputGradients: [String: Tensor], rule: ReLUBackwardRule
  ) throws(TorchError) -> Tensor {
    try gradient(outputGradients, BackwardOptions(rule: rule))
  }

  func gradient(_ outputGradients: [String: Tensor], to layer: String) throws(TorchError) -> Tensor {
    precondition(network.taps.contains(layer), "\(layer) is tapped")
    return try gradient(outputGradients, BackwardOptions(goal: layer))
  }
}

// MARK: - The way back

extension FrozenPass {
  /// Where the way back leads, and how it passes ReLUs.
  private struct BackwardOptions {
    var goal = Layer.input
    var rule = ReLUBackwardRule.exact
  }

  private func gradient(
    _ outputGradients: [String: Tensor], _ options: BackwardOptions
  ) throws(TorchError) -> Tensor {
    try withoutGradients { () throws(TorchError) in
      var pending = outputGradients.mapValues { PendingGradient(gradient: $0, isOwned: false) }
      for layer in network.executor.graph.layers.reversed().prefix(while: { $0.name != options.goal }) {
        guard let arrived = pending.removeValue(forKey: layer.name) else { continue }
        let gradient = try throughReLU(arrived, of: layer, options.rule)
        let inputGradients = try layer.operation.backward(
          gradient, kept(of: layer, options), network.executor.run(of: layer))
        for (name, new) in zip(layer.inputs, inputGradients) {
          guard let earlier = pending[name] else {
            pending[name] = new
            continue
          }
          pending[name] = PendingGradient(
            gradient: try earlier.gradient + new.gradient, isMasked: earlier.isMasked && new.isMasked)
        }
      }
      guard let result = pending[options.goal] else {
        throw TorchError(
          .rejected, operation: "gradient", details: "no layer with a gradient sees \(options.goal)")
      }
      return try result.gradient.to(.float32).contiguous()
    }
  }

  private func throughReLU(
    _ pending: PendingGradient, of layer: Layer, _ rule: ReLUBackwardRule
  ) throws(TorchError) -> Tensor {
    guard layer.operation.endsInReLU, !pending.isMasked, let output = values[layer.name] else {
      return pending.gradient
    }
    return try rule.apply(pending, output: output)
  }

  private func kept(of layer: Layer, _ options: BackwardOptions) -> KeptValues {
    KeptValues(
      inputs: layer.inputs.map { values[$0] }, shapes: layer.inputs.map { shapes[$0] ?? [] },
      output: values[layer.name], extras: extras[layer.name] ?? [],
      masks: layer.inputs.map { mask(of: $0, options) })
  }

  /// The output of a layer that ends in a ReLU which the way back passes where it is open.
  private func mask(of name: String, _ options: BackwardOptions) -> Tensor? {
    options.rule == .exact && name != options.goal && network.reluLayers.contains(name) ? values[name] : nil
  }
}
