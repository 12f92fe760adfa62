internal import Foundation
public import Networks
public import Torch

/// What each segment of a picture does to the probability of a class: a linear model of the network around the picture,
/// fitted to copies in which random segments are hidden (Ribeiro, Singh & Guestrin, "“Why Should I Trust You?” Explaining
/// the Predictions of Any Classifier", 2016), as the authors' `lime` package does it for pictures.
///
/// Hidden segments take their own mean color. A copy counts by the cosine distance d of what it shows to the whole:
/// √exp(−d² / `kernelWidth`²). The fit is a ridge regression over all segments with an intercept.
public struct LIME: Sendable, Equatable, Codable {
  /// The number of copies, from 1; the first is the picture itself.
  public var samples = 1000
  /// The width of the kernel that weights copies by their distance, above 0.
  public var kernelWidth = 0.25
  /// The penalty on the sum of the squared coefficients, from 1e-6. It draws coefficients towards 0.
  public var ridge = 1.0
  /// How the picture is divided.
  public var segmentation = Segmentation.slic(SLIC())
  /// Where the random numbers start.
  public var seed: UInt64 = 0

  /// The package's settings, but for its segmentation: quickshift leaves only about ten segments of a picture of 88 pixels.
  public init() {}

  /// An attribution and the model that it comes from.
  public struct Result {
    /// The coefficients in their segments' places, `[1, 1, H, W]`.
    public let values: Tensor
    /// The parts that were shown and hidden.
    public let segments: Segments
    /// The linear model.
    public let fit: Fit
  }

  /// The attribution of the probability of class `target` to the segments of a picture `[1, 3, H, W]`.
  ///
  /// - Parameters:
  ///   - normalization: The network's, which the picture is in: segments are found by its colors.
  ///   - progress: Gets the share that is done, to 1, after each batch; may throw to stop.
  /// - Throws: `ExplainError`, `TorchError`, what `progress` throws.
  public func attribution(
    of target: Int, to picture: Tensor, normalization: Normalization, _ scores: ClassScores,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> Result {
    try check()
    let segments = try segmentation.segments(of: normalization.denormalize(picture))
    return try attribution(
      of: target, to: picture, segments: segments, samples: draw(segments: segments.count), scores,
      progress: progress)
  }

  /// The attribution by given segments and samples, `[samples, segments]` of 1 where a segment shows and 0 where it is
  /// hidden; the first shows all. `samples`, `segmentation` and `seed` are not looked at.
  ///
  /// - Throws: `ExplainError`, `TorchError`, what `progress` throws.
  public func attribution(
    of target: Int, to picture: Tensor, segments: Segments, samples: Tensor, _ scores: ClassScores,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> Result {
    try check()
    try check(samples, segments.count)
    let hidden = try segments.meanColors(of: picture)
    let places = try segments.indices()
    let (height, width) = (segments.height, segments.width)
    var likely: [Double] = []
    for batch in scores.batches(of: samples.shape[0], like: picture) {
      let shows = try samples.narrowed(0, batch).to(.float32).selecting(places, along: 1)
        .reshaped([batch.count, 1, height, width])
      likely += try scores.probabilities(of: target, picture * shows + hidden * (shows * -1 + 1))
      try progress(Double(batch.upperBound) / Double(samples.shape[0]))
    }
    let fit = try fit(samples, to: likely)
    let values = try Tensor(fit.coefficients, shape: [1, segments.count]).selecting(places, along: 1)
    return Result(
      values: try values.to(.float32).reshaped([1, 1, height, width]), segments: segments, fit: fit)
  }

  /// The linear model of what samples `[samples, segments]` (0 and 1, the first all 1) gave.
  ///
  /// - Throws: ``ExplainError/setting(_:takes:got:)``; `TorchError`.
  public func fit(_ samples: Tensor, to probabilities: [Double]) throws -> Fit {
    try check()
    try check(samples, samples.shape[1])
    let segments = Double(samples.shape[1])
    let shown: [Double] = try samples.to(.float64).sum([1]).elements()
    let weights = shown.map { shown in
      let distance = 1 - (shown / segments).squareRoot()
      return exp(-distance * distance / (kernelWidth * kernelWidth)).squareRoot()
    }
    return Fit(
      try WeightedRidge(samples, responses: probabilities, weights: weights, penalty: ridge))
  }

  /// Samples `[samples, segments]`, uint8: each segment shows with a chance of ½; the first shows all.
  func draw(segments: Int) throws -> Tensor {
    guard samples <= Self.mostNumbers / segments else {
      throw ExplainError.setting(
        "samples", takes: "at most \(Self.mostNumbers / segments) with \(segments) segments",
        got: "\(samples)")
    }
    let generator = try Generator(seed: seed)
    let rows = max(1, Self.numbersAtOnce / segments)
    let drawn = try stride(from: 0, to: samples, by: rows).map { start in
      try generator.uniform([min(rows, samples - start), segments]).rounded().to(.uint8)
    }
    let all = try Tensor.concatenated(drawn, along: 0)
    try all.narrowed(0, 0..<1).copy(from: Tensor.ones([1, segments]))
    return all
  }

  private func check() throws {
    guard samples >= 1 else {
      throw ExplainError.setting("samples", takes: "a whole number from 1", got: "\(samples)")
    }
    guard kernelWidth > 0, kernelWidth.isFinite else {
      throw ExplainError.setting("kernel width", takes: "a number above 0", got: "\(kernelWidth)")
    }
    guard ridge >= Self.leastRidge, ridge.isFinite else {
      throw ExplainError.setting("ridge", takes: "a number from \(Self.leastRidge)", got: "\(ridge)")
    }
  }

  private func check(_ samples: Tensor, _ segments: Int) throws {
    guard segments <= Segments.most else {
      throw ExplainError.setting("segments", takes: "at most \(Segments.most)", got: "\(segments)")
    }
    let first = try samples.narrowed(0, 0..<1).to(.float64)
    guard first.count == segments, try first.sum().item() == Double(segments) else {
      throw ExplainError.setting(
        "samples", takes: "a first sample that shows all \(segments) segments", got: "another")
    }
  }

  /// With less the fit's equations could have no certain solution.
  private static let leastRidge = 1e-6
  private static let mostNumbers = 1 << 26
  private static let numbersAtOnce = 1 << 20
}

extension LIME {
  /// A linear model: probability ≈ `intercept` + Σ `coefficients` of the segments that show.
  public struct Fit: Sendable, Equatable, Codable {
    /// What showing each segment adds to the probability, in the order of the segments.
    public let coefficients: [Double]
    /// What the model gives when all is hidden.
    public let intercept: Double
    /// R², weighted as the fit: the share of the probabilities' variance that the model explains, at most 1.
    public let score: Double

    /// What the model gives for the picture itself.
    public var localPrediction: Double { coefficients.reduce(intercept, +) }

    /// Whether ``score`` reaches ``leastScore``; below it the network is far from linear in the segments, and the
    /// coefficients say little.
    public var isReliable: Bool { score >= Self.leastScore }

    /// Half of the variance.
    public static let leastScore = 0.5

    init(_ ridge: WeightedRidge) {
      (coefficients, intercept, score) = (ridge.coefficients, ridge.intercept, ridge.score)
    }
  }
}

extension ExplanationMethod {
  /// From a linear model of the probabilities with random segments hidden, by ``LIME``.
  public static let lime = ExplanationMethod("lime", title: "LIME") { request, progress in
    let lime = request.explainer.settings.lime
    let result = try lime.attribution(
      of: request.target, to: request.picture, normalization: request.explainer.normalization,
      request.scores, progress: progress)
    let score = String(format: "%.2f", result.fit.score)
    return Attribution(
      result.values, .signed,
      settings: lime.values + [NamedValue("segments", "\(result.segments.count)")],
      findings: [NamedValue("R²", score)],
      warnings: result.fit.isReliable
        ? [] : ["LIME's linear model follows the network badly here (R² \(score)): do not lean on it"])
  }
}

extension LIME {
  fileprivate var values: [NamedValue] {
    let segmentation = if case .slic = segmentation { "SLIC" } else { "quickshift" }
    return [
      NamedValue("of", "the probability"), NamedValue("samples", "\(samples)"),
      NamedValue("kernel width", String(format: "%g", kernelWidth)),
      NamedValue("ridge", String(format: "%g", ridge)), NamedValue("segmentation", segmentation),
      NamedValue("seed", "\(seed)"),
    ]
  }
}
