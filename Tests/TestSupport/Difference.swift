internal import Foundation
public import Torch

/// How far a tensor is from the one that it should be.
public struct Difference: CustomStringConvertible {
  /// What is compared, for messages.
  public let name: String
  /// The largest difference of two elements, over the largest absolute value expected.
  public let relative: Double
  /// The cosine of the angle between the two, taken as vectors.
  public let cosine: Double
  /// The peak signal-to-noise ratio in decibels for values whose peak is 1.
  public let psnr: Double

  private let details: String

  /// Compares in double precision; other shapes are infinitely far apart.
  public init(_ name: String, _ found: Tensor, _ expected: Tensor) throws(TorchError) {
    self.name = name
    guard found.shape == expected.shape, found.count > 0 else {
      (relative, cosine, psnr) = (.infinity, 0, 0)
      details = "shape \(found.shape) instead of \(expected.shape)"
      return
    }
    let (a, b) = (try found.to(.float64).reshaped([-1]), try expected.to(.float64).reshaped([-1]))
    let gap = try (a - b).magnitude()
    let worst = Int(try gap.indexOfMaximum(along: 0).item())
    relative = try gap.maximum().item() / b.magnitude().maximum().item()
    cosine = try (a * b).sum().item() / (a.squared().sum().item() * b.squared().sum().item()).squareRoot()
    psnr = -10 * log10(try gap.squared().mean().item())
    let (here, there) = (
      try a.narrowed(0, worst..<worst + 1).item(), try b.narrowed(0, worst..<worst + 1).item()
    )
    details = "element \(worst) of \(found.shape) is \(here) instead of \(there)"
  }

  /// The name, the measures and the element that is furthest off.
  public var description: String {
    "\(name): relative error \(relative), cosine \(cosine), \(psnr) dB; \(details)"
  }
}
