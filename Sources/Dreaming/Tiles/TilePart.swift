public import Torch

/// What one tile of a larger picture adds to a term.
public protocol TilePart {
  /// The tile's part of the term's value, and of its gradients to the outputs of its layers for the tile; see
  /// ``ObjectiveTerm/seeds(at:waking:)``. Of all tiles the values add up to the term's.
  func seeds(
    at activations: [String: Tensor], waking: Bool
  ) throws(TorchError) -> (value: Double, seeds: [String: Tensor])
}

/// A tile's part of a mean over positions: the share that its positions are of the whole picture's, layer by layer, so that
/// its core's gradient is the whole picture's. The value counts as much as the tile's core is of the picture.
struct MeanPart: TilePart {
  let term: any ObjectiveTerm
  let view: TileView

  func seeds(
    at activations: [String: Tensor], waking: Bool
  ) throws(TorchError) -> (value: Double, seeds: [String: Tensor]) {
    let (value, seeds) = try term.seeds(at: activations, waking: waking)
    for (layer, seed) in seeds {
      try seed.multiply(by: view.share(of: layer, positions: seed.shape.dropFirst(2).reduce(1, *)))
    }
    return (value * view.share, seeds)
  }
}
