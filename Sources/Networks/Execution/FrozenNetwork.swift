public import Torch

/// A network with fixed weights, made for dreams and explanations: faster than libtorch's differentiation of the same
/// graph, which tests compare it with.
///
/// Batch norms are folded into the convolutions before them, ReLUs joined to what they follow; the gradient goes to the
/// picture alone, with a ReLU's mask taken from its own output; nothing is kept that the way back does not need. 3×3
/// convolutions of stride 1 are done by Winograd's minimal filtering where the processor has AVX2 or AVX-512.
public struct FrozenNetwork: DifferentiableNetwork {
  /// The graph as it was given, up to the taps.
  let graph: Graph
  /// Runs the graph as it was rewritten.
  let executor: Executor
  /// The names of the layers that are looked at.
  let taps: Set<String>
  /// The outputs that stay until the way back.
  let keptForBackward: Set<String>
  /// The names of the layers that end in a ReLU.
  let reluLayers: Set<String>
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
    try graph.check(weights)
    let taps = try Set(taps.map { try graph.layer($0).name })
    let target = FrozenTarget(
      precision: precision, device: device, tiles: precision == .float32 ? tiles : .small)
    let frozen = try withoutGradients { () throws(TorchError) in
      var frozen = try FrozenGraph(graph, taps: taps, weights: weights)
      try frozen.foldBatchNorms()
      try frozen.fuseReLUs()
      try frozen.specialize(for: target)
      return frozen
    }
    executor = Executor(frozen.graph, parameters: frozen.parameters)
    keptForBackward = executor.liveness.keptForBackward(taps: taps)
    reluLayers = Set(frozen.graph.layers.filter(\.operation.endsInReLU).map(\.name))
    self.graph = graph
    self.taps = taps
    self.precision = precision
    self.device = device
  }

  /// Runs pictures, keeping what the way back needs.
  ///
  /// - Throws: `TorchError` for pictures that the network does not take, or when there is no memory.
  public func forward(_ pictures: Tensor) throws(TorchError) -> any ForwardPass {
    try withoutGradients { () throws(TorchError) in
      try FrozenPass(self, input: prepared(pictures))
    }
  }

  /// Runs pictures, releasing each output after its last reader.
  ///
  /// - Throws: `TorchError` for pictures that the network does not take, or when there is no memory.
  public func activations(_ pictures: Tensor) throws(TorchError) -> [String: Tensor] {
    try withoutGradients { () throws(TorchError) in
      try executor.activations(of: taps, prepared(pictures))
    }
  }

  /// Runs what comes after a layer, from values of it.
  ///
  /// - Throws: `TorchError` for values of another shape than the layer's, or when there is no memory.
  public func activations(
    of picture: Tensor, replacing layer: String, by values: Tensor
  ) throws(TorchError) -> [String: Tensor] {
    try withoutGradients { () throws(TorchError) in
      let copies = try picture * .ones([values.shape[0], 1, 1, 1])
      return try executor.activations(of: taps, prepared(copies), given: [layer: prepared(values)])
    }
  }

  private func prepared(_ tensor: Tensor) throws(TorchError) -> Tensor {
    try tensor.to(device).to(precision).channelsLast()
  }
}
