public import Torch

/// Runs a graph with a state dictionary.
public struct Executor {
  /// What differs between training and use.
  public enum Mode {
    /// Batch norms use their running statistics, dropout passes everything.
    case inference
    /// As inference, but gradients pass ReLUs by a rule.
    case ruled(ReLUBackwardRule)
    /// Batch norms use the batch's statistics, or those of the batches of a whole group of processes, and move the
    /// running ones; dropout draws from the generator.
    case training(Generator, synchronized: ProcessGroup? = nil)
  }

  /// The graph that runs.
  public let graph: Graph
  private let weights: [String: Tensor]
  private let lastUse: [String: Int]

  /// An executor of `graph` with the parameters in `weights`; further keys are ignored.
  ///
  /// - Throws: `NetworkError` that names the key and the layer when a parameter is missing or has another shape.
  public init(_ graph: Graph, weights: [String: Tensor]) throws(NetworkError) {
    for layer in graph.layers {
      for parameter in layer.parameters where parameter.role != .batchCount {
        guard let tensor = weights[parameter.key] else {
          throw .missingParameter(key: parameter.key, layer: layer.name)
        }
        guard tensor.shape == parameter.shape else {
          throw .wrongShape(
            key: parameter.key, layer: layer.name, expected: parameter.shape, found: tensor.shape)
        }
      }
    }
    self.graph = graph
    self.weights = weights
    var lastUse: [String: Int] = [:]
    for (index, layer) in graph.layers.enumerated() {
      for input in layer.inputs { lastUse[input] = index }
    }
    self.lastUse = lastUse
  }

  /// The network's output for a batch of pictures `[N, 3, H, W]`: logits `[N, classes]` for a whole network.
  public func output(_ input: Tensor, mode: Mode = .inference) throws(TorchError) -> Tensor {
    guard let last = graph.layers.last else { return input }
    let outputs = try activations(of: [last.name], input, mode: mode)
    return outputs[last.name] ?? input
  }

  /// The outputs of the layers named `taps` (names, not aliases) for a batch of pictures `[N, 3, H, W]`.
  ///
  /// - Parameter given: Outputs that take the place of a layer's own.
  public func activations(
    of taps: Set<String>, _ input: Tensor, mode: Mode = .inference, given: [String: Tensor] = [:]
  ) throws(TorchError) -> [String: Tensor] {
    var live = [Layer.input: input]
    for (index, layer) in graph.layers.enumerated() {
      if let value = given[layer.name] {
        live[layer.name] = value
      } else {
        let inputs = layer.inputs.compactMap { live[$0] }
        live[layer.name] = try run(
          layer, inputs, mode: mode, mayOverwrite: mayOverwriteInput(of: index, taps))
      }
      for name in layer.inputs where lastUse[name] == index && !taps.contains(name) {
        live[name] = nil
      }
    }
    return live.filter { taps.contains($0.key) }
  }

  /// A ReLU may write over the output of a convolution, batch norm or sum that nobody else looks at.
  private func mayOverwriteInput(of index: Int, _ taps: Set<String>) -> Bool {
    let name = graph.layers[index].inputs[0]
    guard index > 0, graph.layers[index - 1].name == name, lastUse[name] == index, !taps.contains(name) else {
      return false
    }
    return switch graph.layers[index - 1].operation {
    case .convolution, .batchNorm, .add, .linear: true
    default: false
    }
  }

  private func run(_ layer: Layer, _ inputs: [Tensor], mode: Mode, mayOverwrite: Bool) throws(TorchError)
    -> Tensor
  {
    let input = inputs[0]
    switch layer.operation {
    case .convolution(let convolution):
      let weight = parameter(layer, "weight")
      let bias = convolution.hasBias ? parameter(layer, "bias") : nil
      if case .training = mode, convolution.gainsFromWinograd(input) {
        return try input.winogradConvolved(weight, bias: bias)
      }
      return try input.convolved(
        weight.to(input.dtype), bias: bias,
        stride: (convolution.stride, convolution.stride), padding: (convolution.padding, convolution.padding))
    case .batchNorm(_, let epsilon):
      var training = false
      if case .training(_, let group) = mode {
        training = true
        if let group {
          return try input.batchNormalized(
            weight: parameter(layer, "weight"), bias: parameter(layer, "bias"),
            runningMean: parameter(layer, "running_mean"), runningVariance: parameter(layer, "running_var"),
            momentum: 0.1, epsilon: epsilon, over: group)
        }
      }
      return try input.batchNormalized(
        weight: parameter(layer, "weight"), bias: parameter(layer, "bias"),
        runningMean: parameter(layer, "running_mean"), runningVariance: parameter(layer, "running_var"),
        training: training, momentum: 0.1, epsilon: epsilon)
    case .relu:
      return try rectified(input, mode: mode, mayOverwrite: mayOverwrite)
    case .linear:
      return try input.linear(parameter(layer, "weight"), bias: parameter(layer, "bias"))
    case .dropout(let share):
      guard case .training(let generator, _) = mode else { return input }
      return try input.droppingOut(share, generator: generator)
    case .maxPool, .averagePool, .adaptiveAveragePool, .add, .concatenate, .flatten, .softmax:
      return try layer.operation.output(inputs)
    }
  }

  private func rectified(_ input: Tensor, mode: Mode, mayOverwrite: Bool) throws(TorchError) -> Tensor {
    switch mode {
    case .ruled(.redirected): return try input.rectifiedWithRedirectedGradient()
    case .ruled(.guided): return try input.rectifiedWithGuidedGradient()
    case .ruled(.deconvolution): return try input.rectifiedWithDeconvolvedGradient()
    case .ruled(.exact), .inference, .training:
      guard mayOverwrite else { return try input.relu() }
      try input.applyReLU()
      return input
    }
  }

  private func parameter(_ layer: Layer, _ name: String) -> Tensor {
    guard let tensor = weights["\(layer.key).\(name)"] else {
      preconditionFailure("init checked that every parameter is there")
    }
    return tensor
  }
}
