public import Imaging
public import Networks
public import Torch

/// A network that can be asked what it saw.
public struct Explainer {
  /// The layer that class activation maps look into.
  public let layer: String
  /// The settings of the methods.
  public let settings: ExplanationSettings
  /// The scores and their gradients.
  public let scores: ClassScores
  /// How pictures become the network's input.
  public let normalization: Normalization

  private let graph: Graph
  private let side: Int

  /// A network that sees photos with their shorter side scaled to `side` pixels; one of a fixed size gets squares of its own.
  ///
  /// - Parameters:
  ///   - layer: The layer of class activation maps, by name or alias; `nil`: the last one that ends a block and has more than
  ///     one position.
  ///   - precision: What activations are computed in.
  /// - Throws: ``ExplainError/noClasses``, ``ExplainError/collapsedLayer(_:side:)``, ``ExplainError/network(_:)`` for an
  ///   unknown layer, missing weights, or a side that is too small; `TorchError`.
  public init(
    architecture graph: Graph, weights: [String: Tensor], normalization: Normalization,
    layer: String? = nil, side: Int, precision: DType = .float32, settings: ExplanationSettings = .init()
  ) throws {
    guard let scoreLayer = graph.scoreLayer else { throw ExplainError.noClasses }
    do {
      self.graph = try graph.truncated(at: [scoreLayer.name])
      self.side = side
      self.layer = try Self.layer(layer, of: self.graph, side: side)
      scores = try ClassScores(
        architecture: graph, weights: weights, layers: [self.layer], precision: precision)
    } catch let error as NetworkError {
      throw ExplainError.network(error)
    }
    self.normalization = normalization
    self.settings = settings
  }

  /// What the network takes a photo for.
  ///
  /// - Throws: ``ExplainError/network(_:)`` for a photo that it does not take, ``ExplainError/notFinite(_:)`` for an
  ///   answer that is not made of numbers; `TorchError`.
  public func classify(_ photo: Image) throws -> ClassifiedImage {
    let size = try size(of: photo)
    let picture = try normalization.input(photo.byteTensor(), size: size)
    let answer = try scores(picture)
    let scores: [Float] = try answer.elements()
    guard scores.allSatisfy(\.isFinite) else { throw ExplainError.notFinite("the network's answer") }
    return ClassifiedImage(
      picture: picture, scores: scores, probabilities: try answer.softmax(along: 1).elements())
  }

  /// What a method says of the score of class `target` in a photo.
  ///
  /// - Parameter progress: Gets the share that is done, 0…1, and may throw to stop.
  /// - Throws: ``ExplainError/classIndex(_:count:)``, ``ExplainError/setting(_:takes:got:)``; `TorchError`; what `progress`
  ///   throws.
  public func explanation(
    of target: Int, in image: ClassifiedImage, by method: ExplanationMethod,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> Explanation {
    guard image.probabilities.indices.contains(target) else {
      throw ExplainError.classIndex(target, count: image.probabilities.count)
    }
    let request = AttributionRequest(target: target, picture: image.picture, explainer: self)
    let found = try method.attribution(request, progress)
    return Explanation(
      method: method, classIndex: target, probability: Double(image.probabilities[target]),
      values: found.values, map: try found.normalization(found.values),
      isSigned: found.normalization.isSigned, settings: found.settings, findings: found.findings,
      warnings: found.warnings)
  }

  private func size(of photo: Image) throws(ExplainError) -> PixelSize {
    let own = PixelSize(photo)
    let size = own.scaled(
      by: Double(side) / Double(own.shorterSide), rounding: .toNearestOrAwayFromZero)
    // Nothing is gained from a long strip beyond sixteen squares.
    return try graph.size(
      PixelSize(width: min(16 * side, size.width), height: min(16 * side, size.height)))
  }
}

extension Graph {
  /// The size at which the network takes pictures: the one that is asked for, or its own square.
  fileprivate func size(_ size: PixelSize) throws(ExplainError) -> PixelSize {
    do {
      _ = try report(height: size.height, width: size.width)
      return size
    } catch .pictureOfFixedSize(_, _, _, let fixed?) {
      return PixelSize(width: fixed, height: fixed)
    } catch {
      throw .network(error)
    }
  }
}

// MARK: - The layer of class activation maps

extension Explainer {
  private static func layer(_ name: String?, of graph: Graph, side: Int) throws -> String {
    let size = try graph.size(PixelSize(width: side, height: side))
    let reports = try graph.report(height: size.height, width: size.width)
    if let name {
      let layer = try graph.layer(name).name
      guard reports.contains(where: { $0.layer.name == layer && $0.hasPositions }) else {
        throw ExplainError.collapsedLayer(layer, side: side)
      }
      return layer
    }
    guard let last = reports.last(where: { $0.hasPositions && $0.layer.endsBlock }) else {
      throw ExplainError.collapsedLayer(graph.layers.last { $0.endsBlock }?.name ?? "", side: side)
    }
    return last.layer.name
  }
}

extension LayerReport {
  fileprivate var hasPositions: Bool { shape.count == 3 && shape[1] * shape[2] > 1 }
}

extension Layer {
  /// Whether it ends a block of convolutions, so that its channels stand for things.
  fileprivate var endsBlock: Bool { operation is ReLU || operation is Concatenate }
}

/// A photo as a network sees it, and what the network takes it for.
public struct ClassifiedImage {
  /// The picture `[1, 3, H, W]` in the network's normalization.
  public let picture: Tensor
  /// The score of each class, before the softmax.
  public let scores: [Float]
  /// The probability of each class.
  public let probabilities: [Float]

  /// The classes from the likeliest on.
  public var ranking: [Int] { probabilities.ranking }
  /// The likeliest class.
  public var likeliest: Int { probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0 }
}
