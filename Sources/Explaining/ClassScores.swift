public import Networks
public import Torch

/// The most pixels of a series of pictures that are made together: the memory of ten pictures of 224×224.
let mostPixelsTogether = 1 << 19

/// A network's scores of classes before the softmax, and their gradients to the pictures; both in batches.
public struct ClassScores {
  /// The number of classes.
  public let classCount: Int

  private let layer: String
  private let taps: [String]
  private let graph: Graph
  private let network: any DifferentiableNetwork

  /// The most pixels that enter the network together.
  var mostPixels = mostPixelsTogether

  /// The scores of a network with fixed weights.
  ///
  /// - Parameters:
  ///   - layers: Layers that can be looked into, by name or alias.
  ///   - precision: What activations are computed in; gradients come out as float32.
  /// - Throws: ``ExplainError/noClasses``, `NetworkError` for an unknown layer, missing or wrong weights, `TorchError`.
  public init(
    architecture graph: Graph, weights: [String: Tensor], layers: [String] = [], precision: DType = .float32,
    device: Device = .cpu
  ) throws {
    try self.init(architecture: graph, layers: layers) { graph, taps in
      try FrozenNetwork(
        graph, taps: taps, weights: weights, precision: precision, tiles: .small, device: device)
    }
  }

  /// The scores of the network that `make` gives for the graph up to its scores, and the layers that it taps.
  init(
    architecture graph: Graph, layers: [String] = [],
    network make: (Graph, [String]) throws -> any DifferentiableNetwork
  ) throws {
    guard let scores = graph.scoreLayer else { throw ExplainError.noClasses }
    (layer, classCount) = (scores.name, scores.classCount)
    self.graph = try graph.truncated(at: [layer])
    taps = try layers.map { try graph.layer($0).name }
    network = try make(self.graph, taps + [layer])
  }

  /// The scores `[N, classes]`, float32, of pictures `[N, 3, H, W]` in the network's normalization.
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
    of target: Int, to pictures: Tensor, rule: ReLUBackwardRule = .exact
  ) throws -> Tensor {
    try checkClass(target)
    try check(pictures)
    return try inBatches(pictures) { batch in
      let pass = try network.forward(batch)
      return try pass.gradient([layer: seed(of: target, for: pass)], rule: rule).to(.cpu)
    }
  }

  /// What a layer answers to a picture `[1, 3, H, W]`, and how the score of class `target` follows it.
  ///
  /// - Precondition: `layer` is the name of one of the layers that were asked for.
  /// - Throws: ``ExplainError/classIndex(_:count:)``, ``ExplainError/network(_:)``; `TorchError`.
  public func response(at layer: String, of target: Int, to picture: Tensor) throws -> LayerResponse {
    try checkClass(target)
    try check(picture)
    let pass = try network.forward(picture)
    guard taps.contains(layer), let activation = pass.activations[layer] else {
      preconditionFailure("\(layer) is tapped")
    }
    let gradient = try pass.gradient([self.layer: seed(of: target, for: pass)], to: layer)
    return LayerResponse(
      activation: try activation.to(.cpu).to(.float32).contiguous(), gradient: try gradient.to(.cpu))
  }

  /// The scores `[N, classes]`, float32, of a picture `[1, 3, H, W]` if a layer answered `activations` `[N, C, h, w]`.
  ///
  /// - Precondition: `layer` is the name of one of the layers that were asked for.
  /// - Throws: `TorchError`.
  public func callAsFunction(
    _ picture: Tensor, replacing layer: String, by activations: Tensor
  ) throws -> Tensor {
    try scores(in: network.activations(of: picture, replacing: layer, by: activations)).to(.cpu).to(.float32)
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

  /// One for the score of the class in each picture, zero for the others.
  private func seed(of target: Int, for pass: any ForwardPass) throws -> Tensor {
    let scores = scores(in: pass.activations)
    let line = (0..<classCount).map { $0 == target ? Float(1) : 0 }
    let choice = try Tensor(line, shape: [1, classCount]) * Tensor.ones([scores.shape[0], 1])
    return try choice.to(scores.dtype).to(scores.device)
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

extension ClassScores {
  /// The score of class `target` of each picture `[N, 3, H, W]`.
  func scores(of target: Int, _ pictures: Tensor) throws -> [Double] {
    try column(target, of: self(pictures))
  }

  /// The probability of class `target` of each picture `[N, 3, H, W]`.
  func probabilities(of target: Int, _ pictures: Tensor) throws -> [Double] {
    try column(target, of: self(pictures).softmax(along: 1))
  }

  private func column(_ target: Int, of table: Tensor) throws -> [Double] {
    try checkClass(target)
    let values: [Double] = try table.narrowed(1, target..<target + 1).elements()
    guard values.allSatisfy(\.isFinite) else { throw ExplainError.notFinite("the network's answer") }
    return values
  }
}

/// What a layer answers to a picture, and how the score of a class follows it.
public struct LayerResponse {
  /// The layer's output, float32 `[1, C, h, w]`.
  public let activation: Tensor
  /// The score's gradient to it, of the same shape.
  public let gradient: Tensor
}
