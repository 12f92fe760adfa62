public import Networks
public import Torch

/// A network's scores of classes before the softmax, and their gradients to the pictures; both in batches.
public struct ClassScores {
  /// The number of classes.
  public let classCount: Int

  private let layer: String
  private let graph: Graph
  private let network: any DifferentiableNetwork

  /// The most pixels that enter the network together: the memory of ten pictures of 224×224.
  var mostPixels = 1 << 19

  /// The scores of a network with fixed weights.
  ///
  /// - Parameter precision: What activations are computed in; gradients come out as float32.
  /// - Throws: ``ExplainError/noClasses``, `NetworkError` for missing or wrong weights, `TorchError`.
  public init(
    architecture graph: Graph, weights: [String: Tensor], precision: DType = .float32, device: Device = .cpu
  ) throws {
    try self.init(architecture: graph) { graph, layer in
      try FrozenNetwork(graph, taps: [layer], weights: weights, precision: precision, device: device)
    }
  }

  /// The scores of the network that `make` gives for the graph up to its scores, and the name of their layer.
  init(
    architecture graph: Graph, network make: (Graph, String) throws -> any DifferentiableNetwork
  ) throws {
    guard let last = graph.layers.last(where: { $0.operation != .softmax }),
      case .linear(_, let outputs) = last.operation
    else { throw ExplainError.noClasses }
    classCount = outputs
    layer = last.name
    self.graph = try graph.truncated(at: [layer])
    network = try make(self.graph, layer)
  }

  /// The scores `[N, classes]`, float32, of pictures `[N, 3, H, W]` in the network's normalisation.
  ///
  /// - Throws: ``ExplainError/network(_:)`` for a size that the network does not take; `TorchError`.
  public func callAsFunction(_ pictures: Tensor) throws -> Tensor {
    try check(pictures)
    return try inBatches(pictures) { try scores(in: network.activations($0)).to(.cpu).to(.float32) }
  }

  /// The gradients `[N, 3, H, W]` of the score of class `target` to each of the pictures.
  ///
  /// - Parameter rule: How they pass ReLUs.
  /// - Throws: ``ExplainError/classIndex(_:count:)``, ``ExplainError/network(_:)``; `TorchError`.
  public func gradients(
    of target: Int, to pictures: Tensor, rule: RectifierRule = .exact
  ) throws -> Tensor {
    try checkClass(target)
    try check(pictures)
    return try inBatches(pictures) { batch in
      let pass = try network.forward(batch)
      let scores = scores(in: pass.activations)
      let line = (0..<classCount).map { $0 == target ? Float(1) : 0 }
      let choice = try Tensor(line, shape: [1, classCount]) * Tensor.ones([batch.shape[0], 1])
      return try pass.gradient([layer: choice.to(scores.dtype).to(scores.device)], rule: rule).to(.cpu)
    }
  }

  /// Pictures `[1, 3, H, W]` of one size as a batch.
  ///
  /// - Precondition: There is at least one.
  /// - Throws: ``ExplainError/mixedSizes(_:_:)``.
  public static func batch(_ pictures: [Tensor]) throws -> Tensor {
    let shapes = pictures.map { Array($0.shape.suffix(3)) }
    if let other = shapes.first(where: { $0 != shapes[0] }) {
      throw ExplainError.mixedSizes(shapes[0], other)
    }
    return try .concatenated(pictures, along: 0)
  }

  /// The numbers 0..<count in parts of as many as there are pictures of that size in a batch.
  func batches(of count: Int, like picture: Tensor) -> [Range<Int>] {
    let size = max(1, mostPixels / (picture.shape[2] * picture.shape[3]))
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  /// Refuses a class that there is not.
  func checkClass(_ index: Int) throws {
    guard (0..<classCount).contains(index) else { throw ExplainError.classIndex(index, count: classCount) }
  }

  private func scores(in activations: [String: Tensor]) -> Tensor {
    guard let scores = activations[layer] else { preconditionFailure("\(layer) is tapped") }
    return scores
  }

  private func check(_ pictures: Tensor) throws {
    do {
      _ = try graph.report(height: pictures.shape[2], width: pictures.shape[3])
    } catch {
      throw ExplainError.network(error)
    }
  }

  private func inBatches(_ pictures: Tensor, _ body: (Tensor) throws -> Tensor) throws -> Tensor {
    let parts = try batches(of: pictures.shape[0], like: pictures).map { batch in
      try body(pictures.narrowed(0, batch))
    }
    return parts.count == 1 ? parts[0] : try .concatenated(parts, along: 0)
  }
}
