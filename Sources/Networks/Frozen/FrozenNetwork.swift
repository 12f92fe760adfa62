public import Torch

/// A network with fixed weights, made for dreams and explanations: faster than `ReferenceNetwork`, which tests compare it with.
///
/// Batch norms are folded into the convolutions before them, ReLUs joined to what they follow; the gradient goes to the
/// picture alone, by hand, with a ReLU's mask taken from its own output; nothing is kept that the way back does not
/// need. 3×3 convolutions of stride 1 are done by Winograd's minimal filtering where the processor has AVX-512.
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
  /// - Throws: `NetworkError` for missing or wrong weights, `TorchError` when there is no memory for them.
  public init(
    _ graph: Graph, taps: [String], weights: [String: Tensor], precision: DType = .float32,
    device: Device = .cpu
  ) throws {
    let graph = try graph.truncated(at: taps)
    _ = try Executor(graph, weights: weights)
    self.taps = try Set(taps.map { try graph.layer($0).name })
    let folding = Folding(
      graph, taps: self.taps, weights: weights, precision: precision, device: device)
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
      try FrozenPass(self, input: pictures.to(device).to(precision).channelsLast())
    }
  }

  /// Runs pictures, dropping each output after its last reader.
  public func activations(_ pictures: Tensor) throws(TorchError) -> [String: Tensor] {
    try withoutGradients { () throws(TorchError) in
      var values = [Layer.input: try pictures.to(device).to(precision).channelsLast()]
      for (layer, spent) in zip(layers, spent) {
        values[layer.name] = try layer.output(layer.inputs.compactMap { values[$0] })
        for name in spent { values[name] = nil }
      }
      return values
    }
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
    case .halve, .maxPool, .averagePool, .adaptiveAveragePool, .softmax: true
    default: false
    }
  }
}
