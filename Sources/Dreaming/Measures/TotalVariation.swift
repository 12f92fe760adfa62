public import Torch

/// How much a picture changes from pixel to pixel (Rudin, Osher & Fatemi 1992, the anisotropic form).
///
/// The mean of |x(i, j+1) − x(i, j)| plus the mean of |x(i+1, j) − x(i, j)|, over red, green and blue in 0…1: 0 for one
/// colour, 2 for a checkerboard of black and white pixels.
///
/// - Parameter picture: `[1, 3, H, W]` in 0…1.
public func totalVariation(of picture: Tensor) throws(TorchError) -> Double {
  var sum = 0.0
  for dimension in [2, 3] {
    let length = picture.shape[dimension]
    guard length > 1 else { continue }
    let difference = try picture.narrowed(dimension, 1..<length) - picture.narrowed(dimension, 0..<length - 1)
    sum += try difference.magnitude().mean().item()
  }
  return sum
}
