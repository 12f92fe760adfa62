internal import Foundation
public import Torch

/// The gradient's integral along the straight line from a baseline to the picture, times the way (Sundararajan, Taly & Yan,
/// "Axiomatic Attribution for Deep Networks", 2017), by the midpoint rule.
public struct IntegratedGradients: Sendable, Equatable, Codable {
  /// The points of the line at which the gradient is taken, from 1.
  public var steps = 50

  /// 50 steps, as the paper's 20 to 300 allow.
  public init() {}

  /// An attribution, and how far it is from complete.
  public struct Result {
    /// The attribution `[1, 3, H, W]`.
    public let values: Tensor
    /// The attribution's sum less f(picture) − f(baseline), which an integral without error makes 0.
    public let completenessGap: Double
    /// f(picture) − f(baseline).
    public let difference: Double
  }

  /// The attribution of the score of class `target` to a picture `[1, 3, H, W]`.
  ///
  /// - Parameters:
  ///   - baseline: A picture of the same size that shows nothing, in the network's normalization; the paper's is black.
  ///   - progress: Gets the share that is done, 0…1, and may throw to stop.
  /// - Throws: `ExplainError`, `TorchError`.
  public func attribution(
    of target: Int, to picture: Tensor, baseline: Tensor, _ scores: ClassScores,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> Result {
    guard steps >= 1 else {
      throw ExplainError.setting("steps", takes: "a whole number from 1", got: "\(steps)")
    }
    let way = try picture - baseline
    let sum = try Tensor.zeros(picture.shape)
    for batch in scores.batches(of: steps, like: picture) {
      let places = batch.map { (Float($0) + 0.5) / Float(steps) }
      let points = try baseline + way * Tensor(places, shape: [places.count, 1, 1, 1])
      try sum.add(scores.gradients(of: target, to: points).sum([0], keepingDimensions: true))
      try progress(Double(batch.upperBound) / Double(steps))
    }
    let values = try sum * way * (1 / Double(steps))
    let ends = try scores(.concatenated([picture, baseline], along: 0)).narrowed(1, target..<target + 1)
      .elements(Float.self)
    let difference = Double(ends[0] - ends[1])
    return Result(
      values: values, completenessGap: try values.sum().item() - difference, difference: difference)
  }
}

extension ExplanationMethod {
  /// Along the way from a baseline, by ``IntegratedGradients``.
  public static let integratedGradients = ExplanationMethod(
    "integrated-gradients", title: "Integrated Gradients"
  ) { request, progress in
    let settings = request.explainer.settings
    let baseline = settings.baseline ?? .black
    let nothing = try baseline.picture(request.picture.shape, request.explainer.normalization)
    let result = try settings.integrated.attribution(
      of: request.target, to: request.picture, baseline: nothing, request.scores, progress: progress)
    let isRough = abs(result.completenessGap) > 0.05 * abs(result.difference)
    return Attribution(
      result.values, .signed,
      settings: [
        NamedValue("steps", "\(settings.integrated.steps)"), NamedValue("baseline", baseline.rawValue),
      ],
      findings: [
        NamedValue(
          "completeness gap",
          String(format: "%.3g of %.3g", result.completenessGap, result.difference))
      ],
      warnings: isRough
        ? ["Integrated Gradients misses more than 5 % of the score's difference: take more steps"] : [])
  }
}
