public import Torch

/// What a dream makes larger: a number that depends on the activations of some layers.
public protocol Objective: Sendable {
  /// The names of the layers that it looks at.
  var layers: [String] { get }

  /// The objective's value, one float32 number that gradients can be taken of.
  ///
  /// - Parameter activations: the output of each of `layers`, `[1, C, H, W]` or `[1, C]`, in the network's precision.
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor
}
