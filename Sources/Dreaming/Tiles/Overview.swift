internal import Torch

/// What terms know of a picture that is taken tile by tile, from a first look at all of its tiles.
public struct Overview {
  /// The Gram matrices over the whole picture, `[N, C, C]`, of the layers that terms name as their `gramLayers`.
  let grams: [String: Tensor]
  /// The outputs for the whole picture, `[N, C, H, W]`, of the layers that terms name as their `wholeLayers`.
  let activations: [String: Tensor]
}
