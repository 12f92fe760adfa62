public import Torch

/// How much an attribution changes when the picture hardly does: the largest ‖φ(x + δ) − φ(x)‖ / ‖φ(x)‖ over random δ of at
/// most a radius in each number (Yeh et al., "On the (In)fidelity and Sensitivity of Explanations", 2019). Small is good.
///
/// The same as captum's `sensitivity_max` under the same perturbations; where φ(x) is all 0, the length alone is taken.
public struct MaxSensitivity: Sendable, Equatable, Codable {
  /// The number of perturbed pictures, from 1; each costs an attribution.
  public var samples = 10
  /// The most that a number of the normalized picture changes, above 0.
  public var radius = 0.02
  /// Where the random numbers start.
  public var seed: UInt64 = 0

  /// captum's settings.
  public init() {}

  /// The sensitivity of a method at a picture.
  ///
  /// - Parameters:
  ///   - picture: `[1, 3, H, W]` in the network's normalization.
  ///   - attribution: Makes the attribution, of any shape, of such a picture.
  /// - Throws: `ExplainError`, `TorchError`, and what `attribution` throws.
  public func value(at picture: Tensor, attribution: (Tensor) throws -> Tensor) throws -> Double {
    guard radius > 0, radius.isFinite else {
      throw ExplainError.setting("radius", takes: "a number above 0", got: "\(radius)")
    }
    let generator = try Generator(seed: seed)
    return try value(at: picture, attribution: attribution) { _ in
      try generator.uniform(picture.shape, -radius, radius)
    }
  }

  /// The sensitivity under the perturbations `[1, 3, H, W]` that `perturbation` gives for each sample.
  func value(
    at picture: Tensor, attribution: (Tensor) throws -> Tensor, perturbation: (Int) throws -> Tensor
  ) throws -> Double {
    guard samples >= 1 else {
      throw ExplainError.setting("samples", takes: "a whole number from 1", got: "\(samples)")
    }
    let original = try attribution(picture)
    let length = try original.norm()
    var largest = 0.0
    for sample in 0..<samples {
      let other = try attribution(picture + perturbation(sample))
      guard other.shape == original.shape else {
        throw ExplainError.mapSize(other.shape, expected: original.shape)
      }
      let change = try (other - original).norm() / (length > 0 ? length : 1)
      guard change.isFinite else { throw ExplainError.notFinite("the attribution") }
      largest = max(largest, change)
    }
    return largest
  }
}
