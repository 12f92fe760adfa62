internal import Torch

/// What a gradient is divided by before it is followed.
public enum GradientNormalization: String, Codable, Sendable, CaseIterable {
  /// Its standard deviation, after its mean was taken off, as the paper does.
  case deviation
  /// The mean of its absolute values, as the original code does.
  case magnitude
}

extension GradientNormalization {
  /// Normalises gradients `[N, C, H, W]` in their own memory, each picture's by itself.
  ///
  /// - Returns: Whether there is anything to follow: false when every gradient is the same everywhere.
  /// - Throws: `DreamError.gradientNotFinite`.
  func normalize(_ gradient: Tensor, of layers: [String]) throws -> Bool {
    let size: Tensor
    switch self {
    case .deviation:
      size = try gradient.pictureDeviations()
      try gradient.add(gradient.mean([1, 2, 3], keepingDimensions: true), scale: -1)
    case .magnitude:
      size = try gradient.magnitude().mean([1, 2, 3], keepingDimensions: true)
    }
    let largest = try size.maximum().item()
    guard largest.isFinite else { throw DreamError.gradientNotFinite(layers: layers) }
    try gradient.divide(by: nonZero(size))
    return largest >= Double(Float.leastNormalMagnitude)
  }
}

extension Tensor {
  /// The unbiased standard deviation of each picture of a batch, `[N, 1, 1, 1]`.
  func pictureDeviations() throws(TorchError) -> Tensor {
    try standardDeviation([1, 2, 3], keepingDimensions: true)
  }
}
