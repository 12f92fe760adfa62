internal import Networks
internal import Torch

/// One gradient step after the other, uphill.
struct Ascent {
  /// A step's result.
  struct Step {
    /// The picture after the step.
    let picture: Tensor
    /// The objective's value before it.
    let objective: Double
    /// Whether there was a gradient to follow; without one the picture stays as it is.
    let moved: Bool
  }

  let network: any DifferentiableNetwork
  let objective: any Objective
  /// What black and white are in the network's normalisation, `[1, 3, 1, 1]` each.
  let range: (black: Tensor, white: Tensor)
  let options: DreamOptions

  /// Iteration `iteration`, from 0, on a picture `[1, 3, H, W]` in the network's normalisation.
  ///
  /// Roll the picture, follow the smoothed and normalised gradient, hold the picture between black and white, and roll
  /// it back.
  func step(_ picture: Tensor, iteration: Int, random: inout SplitMix64) throws -> Step {
    let shift = Shift(upTo: options.spatialShift, random: &random)
    let shifted = try shift.apply(to: picture)
    let (value, gradient) = try objective.gradient(in: network, at: shifted)
    let sigma = GaussianSmoothing.sigma(
      iteration: iteration, of: options.iterations, smoothing: options.smoothing)
    guard let direction = try normalized(GaussianSmoothing(sigma: sigma)(gradient)) else {
      return Step(picture: picture, objective: value, moved: false)
    }
    try shifted.add(direction, scale: options.learningRate)
    try shifted.clamp(range.black, range.white)
    return Step(picture: try shift.undo(on: shifted), objective: value, moved: true)
  }

  /// The gradient less its mean, over its unbiased standard deviation; `nil` when it is the same everywhere.
  ///
  /// - Throws: `DreamError.gradientNotFinite`.
  func normalized(_ gradient: Tensor) throws -> Tensor? {
    let deviation = try gradient.standardDeviation()
    let spread = try deviation.item()
    guard spread.isFinite else { throw DreamError.gradientNotFinite(layers: objective.layers) }
    guard spread >= Double(Float.leastNormalMagnitude) else { return nil }
    return try (gradient - gradient.mean()) / deviation
  }
}
