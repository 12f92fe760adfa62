public import Torch

/// The energy of a layer: the mean of its squared activations.
///
/// The paper's objective. It has no target: whatever the layer sees a little of grows.
public struct LayerEnergy: ObjectiveTerm {
  /// The layer's name.
  public let layer: String

  /// The energy of a layer.
  public init(_ layer: String) { self.layer = layer }

  /// The one layer.
  public var layers: [String] { [layer] }

  /// A mean over positions.
  public var reach: TermReach { .positions }

  /// mean(a²), for each picture.
  public func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    let activation = try activations.activation(of: layer)
    return try activation.to(.float32).squared().mean() * Double(activation.shape[0])
  }

  /// mean(a), whose gradient is the same whatever a is.
  public func wakingValue(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    let activation = try activations.activation(of: layer)
    return try activation.to(.float32).mean() * Double(activation.shape[0])
  }
}
