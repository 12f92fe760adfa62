internal import Networks
internal import Torch

/// One gradient step after the other, uphill, at one level of the pyramid.
struct Ascent {
  /// A step's result; the picture changes in its own memory.
  struct Step {
    /// The objective's value before the step.
    let objective: Double
    /// Whether a gradient of the objective's own was followed, not only one that wakes a silent layer.
    let moved: Bool
  }

  /// The first steps of a level, in which layers that give nothing but zeros are woken.
  static let wakingSteps = 16

  let source: any GradientSource
  /// What rises, in groups that get a gradient each.
  let groups: [WeightedTerm]
  let preconditioner: Preconditioner
  /// Where steps are made, `[1, 1, H, W]` of 0 or 1; `nil`: everywhere.
  let gate: Tensor?
  /// What black and white are in the network's normalisation, `[1, 3, 1, 1]` each.
  let range: (black: Tensor, white: Tensor)
  let options: DreamOptions

  /// The layers that the objective looks at.
  var layers: [String] { WeightedSum(parts: groups).layers }

  /// Iteration `iteration`, from 0, on pictures `[N, 3, H, W]` in the network's normalisation.
  ///
  /// Roll the picture, take the gradient, smooth it, bring it to the image space's direction of length 1 and roll that
  /// back; then follow it and hold the picture between black and white.
  func step(_ picture: Tensor, iteration: Int, random: inout SplitMix64) throws -> Step {
    let shift = Shift(upTo: isTiedToPlaces ? 0 : options.spatialShift, random: &random)
    let slope = try slope(at: shift.apply(to: picture), iteration: iteration)
    var direction = try preconditioner(smoothed(slope.gradient, iteration: iteration))
    guard try options.gradientNormalization.normalize(direction, of: layers) else {
      return Step(objective: slope.value, moved: false)
    }
    direction = try shift.undo(on: direction)
    try penalties.subtract(from: direction, at: picture)
    if let gate { try direction.multiply(by: gate) }
    try picture.add(direction, scale: options.learningRate)
    try picture.clamp(range.black, range.white)
    return Step(objective: slope.value, moved: slope.isOwn)
  }

  private var isTiedToPlaces: Bool { groups.contains { $0.term.reach == .place } }

  private var penalties: Penalties {
    Penalties(totalVariation: options.totalVariation, l2: options.l2)
  }

  private func smoothed(_ gradient: Tensor, iteration: Int) throws(TorchError) -> Tensor {
    switch options.gradientSmoothing {
    case .gaussian:
      let sigma = GaussianSmoothing.sigma(
        iteration: iteration, of: options.iterations, smoothing: options.smoothing)
      return try GaussianSmoothing(sigma: sigma)(gradient)
    case .laplacian: return try LaplacianNormalization()(gradient)
    case .none: return gradient
    }
  }
}
