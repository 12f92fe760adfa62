internal import Torch

/// What pulls a picture back at each step: roughness and colour that an objective does not pay for.
struct Penalties {
  /// The weight of the total variation, ½ Σ (difference of neighbours)².
  let totalVariation: Double
  /// The weight of the distance from the mean colour, ½ Σ x² in the network's normalisation.
  let l2: Double

  /// Takes the weighted gradients of the penalties off a direction, both `[N, 3, H, W]`.
  func subtract(from direction: Tensor, at picture: Tensor) throws(TorchError) {
    if totalVariation > 0 {
      for dimension in [2, 3] { try subtractVariation(from: direction, at: picture, dimension) }
    }
    if l2 > 0 { try direction.add(picture, scale: -l2) }
  }

  /// Each difference of neighbours pulls both of them together.
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
