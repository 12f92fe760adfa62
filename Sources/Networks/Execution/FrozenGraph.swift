internal import Torch

/// A graph with weights that do not change, as passes over it rewrite it: batch norms are folded into the convolutions before
/// them, ReLUs joined to what they follow, and each operation put into its fastest form.
///
/// A layer that is tapped keeps its own output, so nothing is joined over it. What was several layers has the name of
/// the last of them.
struct FrozenGraph {
  private(set) var graph: Graph
  /// Each layer's tensors, by its name and then by their keys without the layer's.
  private(set) var parameters: [String: [String: Tensor]] = [:]
  private let taps: Set<String>

  /// The graph as it is, with its weights without a history.
  init(_ graph: Graph, taps: Set<String>, weights: [String: Tensor]) throws(TorchError) {
    self.graph = graph
    self.taps = taps
    for layer in graph.layers {
      var tensors = layer.parameters(in: weights)
      for (key, tensor) in tensors { tensors[key] = try tensor.detached() }
      parameters[layer.name] = tensors
    }
  }

  /// Folds each batch norm that alone follows a convolution into its weight and bias.
  mutating func foldBatchNorms() throws(TorchError) {
    try joinPairs { first, second throws(TorchError) in
      guard let convolution = first.layer.operation as? Convolution,
        let norm = second.layer.operation as? BatchNorm, let weight = first.parameters["weight"]
      else { return nil }
      let (scale, offset) = try norm.scaleAndOffset(widened(second.parameters))
      var bias = try Tensor.zeros([convolution.outputs])
      if let own = first.parameters["bias"] { bias = try own.to(.float32) }
      let folded = Convolution(
        inputs: convolution.inputs, outputs: convolution.outputs, window: convolution.window,
        groups: convolution.groups, hasBias: true)
      return FrozenForm(
        folded,
        [
          "weight": try weight.to(.float32) * scale.reshaped([-1, 1, 1, 1]),
          "bias": try bias * scale + offset,
        ])
    }
  }

  /// Joins each ReLU to the layer that it alone follows, where it may write over that layer's output.
  mutating func fuseReLUs() throws(TorchError) {
    try joinPairs { first, second throws(TorchError) in
      guard first.layer.operation.allowsOverwriting, second.layer.operation is ReLU else { return nil }
      return FrozenForm(first.layer.operation.withReLU(), first.parameters)
    }
  }

  /// Puts each operation into its fastest form.
  mutating func specialize(for target: FrozenTarget) throws(TorchError) {
    var layers: [Layer] = []
    for layer in graph.layers {
      let form = try layer.operation.frozen(widened(parameters[layer.name] ?? [:]), for: target)
      parameters[layer.name] = form.parameters
      layers.append(
        Layer(name: layer.name, operation: form.operation, inputs: layer.inputs, key: layer.key))
    }
    graph = Graph(layers: layers, initialization: graph.initialization)
  }

  private typealias Node = (layer: Layer, parameters: [String: Tensor])

  /// Replaces each layer and its sole follower by what `join` makes of them, where it makes something.
  private mutating func joinPairs(
    _ join: (Node, Node) throws(TorchError) -> FrozenForm?
  ) throws(TorchError) {
    var followers: [String: [Layer]] = [:]
    for layer in graph.layers {
      for input in layer.inputs { followers[input, default: []].append(layer) }
    }
    var joined: Set<String> = []
    var layers: [Layer] = []
    for layer in graph.layers where !joined.contains(layer.name) {
      let next = followers[layer.name, default: []]
      guard next.count == 1, !taps.contains(layer.name),
        let form = try join(
          (layer, parameters[layer.name] ?? [:]), (next[0], parameters[next[0].name] ?? [:]))
      else {
        layers.append(layer)
        continue
      }
      joined.insert(next[0].name)
      parameters[layer.name] = nil
      parameters[next[0].name] = form.parameters
      layers.append(
        Layer(name: next[0].name, operation: form.operation, inputs: layer.inputs, key: layer.key))
    }
    graph = Graph(layers: layers, initialization: graph.initialization)
  }
}

/// The same tensors as float32; layer by layer, so that half-precision weights are never all there twice.
private func widened(_ parameters: [String: Tensor]) throws(TorchError) -> [String: Tensor] {
  var wide: [String: Tensor] = [:]
  for (key, tensor) in parameters { wide[key] = try tensor.to(.float32) }
  return wide
}
