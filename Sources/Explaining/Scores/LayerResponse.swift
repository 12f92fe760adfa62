public import Torch

/// What a layer answers to a picture, and how the score of a class follows it.
public struct LayerResponse {
  /// The layer's output, float32 `[1, C, h, w]`.
  public let activation: Tensor
  /// The score's gradient to it, of the same shape.
  public let gradient: Tensor
}
