public import Torch

/// How badly an attribution foretells what noise does to the score: the mean of (Iᵀφ − (f(x) − f(x − I)))² over perturbations
/// I (Yeh et al., "On the (In)fidelity and Sensitivity of Explanations", 2019). Small is good, 0 is exact.
///
/// f is the class's score before the softmax. The same as captum's `infidelity` under the same perturbations.
public struct Infidelity: Sendable, Equatable, Codable {
  /// The number of perturbations, from 1.
  public var samples = 10
  /// The standard deviation of the perturbations, Gaussian noise on each number of the normalized picture, above 0.
  public var deviation = 0.003
  /// Whether φ is scaled by the factor that makes the infidelity smallest, as the authors' code does.
  ///
  /// Without that, maps that are not in the units of the score (all but gradients) have no meaningful infidelity.
  public var isScaled = false
  /// Where the random numbers start.
  public var seed: UInt64 = 0

  /// captum's settings: its 10 perturbations, and the noise that its documentation uses.
  public init() {}

  /// The infidelity of an attribution.
  ///
  /// - Parameters:
  ///   - attribution: `[1, 3, H, W]`, or `[1, 1, H, W]`, which counts for all three channels.
  ///   - picture: `[1, 3, H, W]` in the network's normalization.
  /// - Throws: `ExplainError`, `TorchError`.
  public func value(
    of attribution: Tensor, for target: Int, in picture: Tensor, _ scores: ClassScores
  ) throws -> Double {
    guard deviation > 0, deviation.isFinite else {
      throw ExplainError.setting("deviation", takes: "a number above 0", got: "\(deviation)")
    }
    let generator = try Generator(seed: seed)
    return try value(of: attribution, for: target, in: picture, scores) { part in
      try generator.normal([part.count] + picture.shape.dropFirst(), deviation: deviation)
    }
  }

  /// The infidelity under the perturbations `[N, 3, H, W]` that `perturbations` gives for each part of the samples.
  func value(
    of attribution: Tensor, for target: Int, in picture: Tensor, _ scores: ClassScores,
    perturbations: (Range<Int>) throws -> Tensor
  ) throws -> Double {
    guard samples >= 1 else {
      throw ExplainError.setting("samples", takes: "a whole number from 1", got: "\(samples)")
    }
    try attribution.checkMap(of: picture, channels: [3, 1])
    let whole = try scores.scores(of: target, picture)[0]
    var (foretold, real): ([Double], [Double]) = ([], [])
    for part in scores.batches(of: samples, like: picture) {
      let noise = try perturbations(part)
      foretold += try (noise * attribution).sum([1, 2, 3]).elements(Double.self)
      real += try scores.scores(of: target, picture - noise).map { whole - $0 }
    }
    guard foretold.allSatisfy(\.isFinite) else { throw ExplainError.notFinite("the attribution") }
    let factor = isScaled ? Self.bestFactor(foretold, real) : 1
    return zip(foretold, real).reduce(0) { $0 + (factor * $1.0 - $1.1) * (factor * $1.0 - $1.1) }
      / Double(samples)
  }

  /// β = Σab / Σa², with which Σ(βa − b)² is smallest.
  private static func bestFactor(_ a: [Double], _ b: [Double]) -> Double {
    let square = a.reduce(0) { $0 + $1 * $1 }
    return square > 0 ? zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / square : 0
  }
}
