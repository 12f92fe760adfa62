internal import Foundation
public import Imaging
public import Networks
public import Torch

/// Where a network found a class in a photo: Grad-CAM (Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks
/// via Gradient-based Localization", 2017).
///
/// The channels of the last layer that has positions, each weighted by the mean of the score's gradient to it, summed,
/// and what speaks against the class cut off: ReLU(Σ mean(∂y/∂a) · a).
public struct ClassActivation {
  /// The layer that was looked at.
  public let layer: String
  /// The class, from 0.
  public let classIndex: Int
  /// The probability of each class for the whole photo at that size.
  public let probabilities: [Float]
  /// The map, `[1, 1, h, w]` with the layer's positions, from 0 to its own maximum, 1; all 0 where nothing speaks for the
  /// class.
  public let map: Tensor

  /// Looks at a photo.
  ///
  /// - Parameters:
  ///   - scores: The layer of the classes' scores, before the softmax.
  ///   - classIndex: The class; `nil`: the likeliest.
  ///   - side: The photo's shorter side, in pixels, as the network sees it; networks of a fixed size get a square of
  ///     theirs.
  /// - Throws: `NetworkError` for missing weights or a photo that is too small; `TorchError`.
  public init(
    _ photo: Image, scores: String, class classIndex: Int?, architecture graph: Graph,
    weights: [String: Tensor], normalization: Normalization, side: Int
  ) throws {
    let graph = try graph.truncated(at: [scores])
    let size = try Self.size(of: photo, side: side, in: graph)
    let reports = try graph.report(height: size.height, width: size.width)
    guard let tap = reports.last(where: { $0.shape.count == 3 && $0.layer.endsBlock })?.layer.name else {
      throw NetworkError.noHead
    }
    let executor = try Executor(graph, weights: weights)
    let pixels = try photo.byteTensor().resized(height: size.height, width: size.width, antialias: true)
    let input = try normalization.normalize(pixels.to(.float32) * (1 / 255))
    try input.requireGradient()
    let outputs = try withGradients { try executor.activations(of: [tap, scores], input) }
    guard let activation = outputs[tap], let score = outputs[scores] else {
      throw TorchError(.other, operation: "class activation", details: "\(tap) has no activation")
    }
    let found = try score.detached()
    let chosen = try classIndex ?? Int(found.indexOfMaximum(along: 1).item())
    let seed = (0..<found.shape[1]).map { $0 == chosen ? Float(1) : 0 }
    let gradient = try Tensor.gradients(
      of: [score], seeds: [Tensor(seed, shape: found.shape)], to: [activation])[0]
    self.layer = tap
    self.classIndex = chosen
    probabilities = try found.softmax(along: 1).elements(Float.self)
    map = try withoutGradients {
      let channels = try gradient.mean([2, 3], keepingDimensions: true)
      let sum = try (channels * activation.detached()).sum([1], keepingDimensions: true).rectified()
      let largest = try sum.maximum().item()
      return largest > 0 ? try sum * (1 / largest) : sum
    }
  }

  private static func size(
    of photo: Image, side: Int, in graph: Graph
  ) throws(NetworkError) -> (width: Int, height: Int) {
    let scale = Double(side) / Double(min(photo.width, photo.height))
    // Nothing is gained from a long strip beyond sixteen squares.
    let width = min(16 * side, Int((Double(photo.width) * scale).rounded()))
    let height = min(16 * side, Int((Double(photo.height) * scale).rounded()))
    do {
      _ = try graph.report(height: height, width: width)
      return (width, height)
    } catch .pictureOfFixedSize(_, _, _, let fixed?) {
      return (fixed, fixed)
    }
  }
}

extension Layer {
  /// Whether it ends a block of convolutions, so that its channels stand for things.
  fileprivate var endsBlock: Bool { operation == .relu || operation == .concatenate }
}
