public import Torch

/// A network with fixed weights, made for dreams and explanations: faster than `ReferenceNetwork`, which tests compare it with.
///
/// Batch norms are folded into the convolutions before them, ReLUs joined to what they follow; the gradient goes to the
/// picture alone, by hand, with a ReLU's mask taken from its own output; nothing is kept that the way back does not
/// need. 3×3 convolutions of stride 1 are done by Winograd's minimal filtering where the processor has AVX2 or AVX-512.
public struct FrozenNetwork: DifferentiableNetwork {
  let graph: Graph
  let layers: [FrozenLayer]
  let taps: Set<String>
  /// The names of the layers that end in a ReLU.
  let rectified: Set<String>
  /// What a pass that goes back may drop after each layer.
  let expiring: [[String]]
  /// What a pass that only goes forward may drop after each layer.
  let spent: [[String]]
  let precision: DType
  private let device: Device

  /// A network that runs up to `taps` (names or aliases of layers of `graph`); weights of other layers are ignored.
  ///
  /// - Parameter tiles: what float32 takes. Large ones are 1.5 times as fast; small ones are for numbers that are read, for a
  ///   value near a ReLU's zero falls to its other side less often.
  /// - Throws: `NetworkError` for missing or wrong weights, `TorchError` when there is no memory for them.
  public init(
    _ graph: Graph, taps: [String], weights: [String: Tensor], precision: DType = .float32,
    tiles: WinogradTiles = .large, device: Device = .cpu
  ) throws {
    let graph = try graph.truncated(at: taps)
    _ = try Executor(graph, weights: weights)
    self.taps = try Set(taps.map { try graph.layer($0).name })
    let folding = Folding(
      graph, taps: self.taps, weights: weights, precision: precision, tiles: tiles, device: device)
    layers = try withoutGradients { () throws(TorchError) in try folding.layers() }
    rectified = Set(layers.filter(\.isRectified).map(\.name))
    expiring = Self.lastRead(layers, keeping: self.taps.union(Self.neededOnTheWayBack(layers)))
    spent = Self.lastRead(layers, keeping: self.taps)
    self.graph = graph
    self.precision = precision
    self.device = device
  }

  /// Runs pictures, keeping what the way back needs.
  public func forward(_ pictures: Tensor) throws(TorchError) -> any ForwardPass {
    try withoutGradients { () throws(TorchError) in
      try FrozenPass(self, input: prepared(pictures))
    }
  }

  /// Runs pictures, dropping each output after its last reader.
  public func activations(_ pictures: Tensor) throws(TorchError) -> [String: Tensor] {
    try activations(pictures, given: [:])
  }

  /// Runs what comes after a layer, from values of it.
  public func activations(
    of picture: Tensor, replacing layer: String, by values: Tensor
  ) throws(TorchError) -> [String: Tensor] {
    try activations(picture * .ones([values.shape[0], 1, 1, 1]), given: [layer: values])
  }

  private func activations(
    _ pictures: Tensor, given: [String: Tensor]
  ) throws(TorchError) -> [String: Tensor] {
    try withoutGradients { () throws(TorchError) in
      var values = [Layer.input: try prepared(pictures)]
      let needed = needed(given: Set(given.keys))
      for (layer, spent) in zip(layers, spent) where needed.contains(layer.name) {
        if let value = given[layer.name] {
          values[layer.name] = try prepared(value)
        } else {
          values[layer.name] = try layer.output(layer.inputs.compactMap { values[$0] })
        }
        for name in spent { values[name] = nil }
      }
      return values.filter { taps.contains($0.key) }
    }
  }

  private func prepared(_ tensor: Tensor) throws(TorchError) -> Tensor {
    try tensor.to(device).to(precision).channelsLast()
  }

  /// The layers that must run to reach the taps when some layers' outputs are given.
  private func needed(given: Set<String>) -> Set<String> {
    var needed = taps
    for layer in layers.reversed() where needed.contains(layer.name) && !given.contains(layer.name) {
      needed.formUnion(layer.inputs)
    }
    return needed
  }

  /// A ReLU's output is its mask; a max pool compares its input with its output.
  private static func neededOnTheWayBack(_ layers: [FrozenLayer]) -> Set<String> {
    var names = Set(layers.filter(\.isRectified).map(\.name))
    for layer in layers where layer.operation.comparesItsInput {
      names.formUnion(layer.inputs + [layer.name])
    }
    return names
  }

  /// For each layer the outputs that it is the last to read, without those that are kept.
  private static func lastRead(_ layers: [FrozenLayer], keeping kept: Set<String>) -> [[String]] {
    var lastReader: [String: Int] = [:]
    for (index, layer) in layers.enumerated() {
      for input in layer.inputs { lastReader[input] = index }
    }
    return layers.indices.map { index in
      Set(layers[index].inputs).filter { lastReader[$0] == index && !kept.contains($0) }.sorted()
    }
  }
}

extension FrozenOperation {
  /// Whether the way back needs the input and the output.
  fileprivate var comparesItsInput: Bool {
    switch self {
    case .halve, .plain(.maxPool), .plain(.averagePool), .plain(.adaptiveAveragePool), .plain(.softmax): true
    default: false
    }
  }
}
