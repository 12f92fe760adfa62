public import Torch

/// Likeness to a picture place by place, as a layer sees it: the content of neural style transfer.
public struct ContentMatch: ObjectiveTerm {
  /// The layer's name.
  public let layer: String
  private let target: Tensor

  /// The content that the layer's activations, `[1, C, H, W]` for a picture of the same size, stand for.
  public init(_ layer: String, of activations: [String: Tensor]) throws(TorchError) {
    self.layer = layer
    target = try activations.activation(of: layer).to(.float32)
  }

  /// The one layer.
  public var layers: [String] { [layer] }

  /// Every place by itself.
  public var reach: TermReach { .place }

  /// A distance.
  public var isDistance: Bool { true }

  /// − ‖a − a of the content‖² / ‖a of the content‖².
  public func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    let gap = try activations.activation(of: layer).to(.float32) - target
    return try (gap.squared().sum() / nonZero(target.squared().sum())) * -1
  }
}
