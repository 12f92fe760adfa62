public import Torch

/// A network that can be looked into, and whose layers' gradients to the picture can be had.
public protocol DifferentiableNetwork {
  /// Runs pictures `[N, 3, H, W]`, float32 and in the network's normalization, up to the deepest of the tapped layers.
  func forward(_ pictures: Tensor) throws(TorchError) -> any ForwardPass

  /// The outputs of the tapped layers by name for such pictures, as ``ForwardPass/activations``, with nothing kept for
  /// gradients.
  func activations(_ pictures: Tensor) throws(TorchError) -> [String: Tensor]

  /// The outputs of the tapped layers for a picture `[1, 3, H, W]` if the tapped layer `layer` put out each of `values`
  /// `[N, C, h, w]`.
  func activations(
    of picture: Tensor, replacing layer: String, by values: Tensor
  ) throws(TorchError) -> [String: Tensor]
}

/// One run of a network, kept so that gradients can be taken of it.
public protocol ForwardPass {
  /// The outputs of the tapped layers by name, in the network's precision and without a history.
  var activations: [String: Tensor] { get }

  /// The gradient to the pictures, float32 `[N, 3, H, W]`, of a function whose gradients to the tapped layers' outputs are
  /// `outputGradients`. A tapped layer without one counts as zero. May be asked again with others.
  func gradient(_ outputGradients: [String: Tensor]) throws(TorchError) -> Tensor

  /// The gradient of the same function to the output of a tapped layer, float32 and of its shape: as if nothing before it
  /// moved.
  func gradient(_ outputGradients: [String: Tensor], to layer: String) throws(TorchError) -> Tensor

  /// The gradient that reaches the pictures by `rule`; a pass that knows only the exact one gives that.
  func gradient(_ outputGradients: [String: Tensor], rule: ReLUBackwardRule) throws(TorchError) -> Tensor
}

extension ForwardPass {
  /// The exact gradient, whatever the rule.
  public func gradient(_ outputGradients: [String: Tensor], rule: ReLUBackwardRule) throws(TorchError)
    -> Tensor
  {
    try gradient(outputGradients)
  }
}
