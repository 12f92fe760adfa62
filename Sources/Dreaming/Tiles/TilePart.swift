internal import Torch

/// What one tile of a larger picture adds to a term.
protocol TilePart {
  /// The tile's part of the term's value, and of its gradients to the outputs of its layers for the tile; see
  /// ``ObjectiveTerm/outputGradients(at:redirectsReLUs:)``. Of all tiles the values add up to the term's.
  func outputGradients(
    at activations: [String: Tensor], redirectsReLUs: Bool
  ) throws(TorchError) -> OutputGradients
}

/// A tile's part of a mean over positions: the share that its positions are of the whole picture's, layer by
/// layer, so that its core's gradient is the whole picture's. The value counts as much as the tile's core is
/// of the picture.
struct MeanPart: TilePart {
  let term: any ObjectiveTerm
  let view: TileView

  func outputGradients(
    at activations: [String: Tensor], redirectsReLUs: Bool
  ) throws(TorchError) -> OutputGradients {
    var found = try term.outputGradients(at: activations, redirectsReLUs: redirectsReLUs)
    for (layer, gradient) in found.gradients {
      let positions = gradient.shape.dropFirst(2).reduce(1, *)
      try gradient.multiply(by: view.share(of: layer, positions: positions))
    }
    found.value *= view.share
    return found
  }
}

/// What terms know of a picture that is taken tile by tile, from a first look at all of its tiles.
struct WholeImageStatistics {
  /// The Gram matrices over the whole picture, `[N, C, C]`, of the layers that terms name as their
  /// `gramLayers`.
  let grams: [String: Tensor]
  /// The outputs for the whole picture, `[N, C, H, W]`, of the layers that terms name as their `wholeLayers`.
  let activations: [String: Tensor]
}
