public import Torch

/// The energy of layers: the mean, over the layers, of the mean of their squared activations.
///
/// The paper's objective. It has no target: whatever the layers see a little of grows.
public struct LayerEnergy: Objective, Equatable {
  /// The names of the layers, each once, at least one.
  public let layers: [String]

  /// The energy of `layers`.
  ///
  /// - Precondition: there is at least one layer.
  public init(_ layers: [String]) {
    precondition(!layers.isEmpty, "an energy needs a layer")
    self.layers = layers
  }

  /// The mean over the layers of mean(a²), computed in float32.
  public func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    var total = try Tensor.zeros([])
    for layer in layers {
      guard let activation = activations[layer] else {
        throw TorchError(.other, operation: "layer energy", details: "\(layer) has no activation")
      }
      total = try total + activation.to(.float32).squared().mean()
    }
    return try total * (1 / Double(layers.count))
  }
}
