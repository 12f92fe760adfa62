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
