internal import Torch

/// What a gradient is divided by before it is followed.
public enum GradientNormalization: String, Codable, Sendable, CaseIterable {
  /// Its standard deviation, after its mean was taken off, as the paper does.
  case deviation
  /// The mean of its absolute values, as the original code does.
  case magnitude
}

extension GradientNormalization {
  /// Normalizes gradients `[N, C, H, W]` in their own memory, each picture's by itself.
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

/// What pulls a picture back at each step: roughness and color that an objective does not pay for.
struct Penalties {
  /// The weight of the total variation, ½ Σ (difference of neighbors)².
  let totalVariation: Double
  /// The weight of the distance from the mean color, ½ Σ x² in the network's normalization.
  let l2: Double

  /// Takes the weighted gradients of the penalties off a direction, both `[N, 3, H, W]`.
  func subtract(from direction: Tensor, at picture: Tensor) throws(TorchError) {
    if totalVariation > 0 {
      for dimension in [2, 3] { try subtractVariation(from: direction, at: picture, dimension) }
    }
    if l2 > 0 { try direction.add(picture, scale: -l2) }
  }

  /// Each difference of neighbors pulls both of them together.
  private func subtractVariation(
    from direction: Tensor, at picture: Tensor, _ dimension: Int
  ) throws(TorchError) {
    let length = picture.shape[dimension]
    let (first, last) = (0..<length - 1, 1..<length)
    let difference = try picture.narrowed(dimension, last) - picture.narrowed(dimension, first)
    try direction.narrowed(dimension, first).add(difference, scale: totalVariation)
    try direction.narrowed(dimension, last).add(difference, scale: -totalVariation)
  }
}
