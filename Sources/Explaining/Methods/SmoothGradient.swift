internal import Foundation
public import Torch

/// The mean of a gradient method's attributions over noisy copies of a picture (Smilkov et al., "SmoothGrad: removing
/// noise by adding noise", 2017).
public struct SmoothGradient: Sendable, Equatable, Codable {
  /// The method that sees the noisy copies.
  public var method = GradientMethod.saliency
  /// The number of copies, from 1.
  public var samples = 50
  /// The noise's standard deviation as a share of the picture's range, from 0.
  public var noise = 0.15
  /// Where the random numbers start.
  public var seed: UInt64 = 0

  /// The paper's settings.
  public init() {}

  /// The attribution `[1, 3, H, W]` of the score of class `target` to a picture `[1, 3, H, W]`.
  ///
  /// - Parameter progress: Gets the share that is done, 0…1, and may throw to stop.
  /// - Throws: `ExplainError`, `TorchError`.
  public func attribution(
    of target: Int, to picture: Tensor, _ scores: ClassScores,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> Tensor {
    guard samples >= 1 else {
      throw ExplainError.setting("samples", takes: "a whole number from 1", got: "\(samples)")
    }
    guard noise >= 0, noise.isFinite else {
      throw ExplainError.setting("noise", takes: "a number from 0", got: "\(noise)")
    }
    let deviation = try noise * (picture.maximum().item() - picture.minimum().item())
    let generator = try Generator(seed: seed)
    let sum = try Tensor.zeros(picture.shape)
    for batch in scores.batches(of: samples, like: picture) {
      let shape = [batch.count] + picture.shape.dropFirst()
      let copies = try picture + generator.normal(shape, deviation: deviation)
      try sum.add(method.attributions(of: target, to: copies, scores).sum([0], keepingDimensions: true))
      try progress(Double(batch.upperBound) / Double(samples))
    }
    return try sum * (1 / Double(samples))
  }
}

extension ExplanationMethod {
  /// The mean over noisy copies, by ``SmoothGradient``.
  public static let smoothGradient = ExplanationMethod("smoothgrad", title: "SmoothGrad") {
    request, progress in
    let smooth = request.explainer.settings.smooth
    return Attribution(
      try smooth.attribution(of: request.target, to: request.picture, request.scores, progress: progress),
      smooth.method.hasSign ? .signed : .magnitude, settings: smooth.values)
  }
}

extension SmoothGradient {
  fileprivate var values: [NamedValue] {
    [
      NamedValue("of", method.rawValue), NamedValue("samples", "\(samples)"),
      NamedValue("noise", String(format: "%g %% of the picture's range", 100 * noise)),
      NamedValue("seed", "\(seed)"),
    ]
  }
}
