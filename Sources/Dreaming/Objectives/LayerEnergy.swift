internal import Networks
internal import Torch

/// `relu4_3`: the energy of a layer.
struct EnergyTarget: ObjectiveDefinition {
  let layer: String

  var text: String { layer }
  var layers: [String] { [layer] }

  func resolved(in graph: Graph, classNames: [String]) throws(DreamError) -> ObjectiveTarget {
    .energy(layer: try graph.name(of: layer))
  }

  func term(at size: PixelSize, from builder: TermBuilder) -> any ObjectiveTerm { LayerEnergy(layer) }
}

/// The energy of a layer: the mean of its squared activations.
///
/// The paper's objective. It has no target: whatever the layer sees a little of grows.
struct LayerEnergy: ObjectiveTerm {
  let layer: String

  init(_ layer: String) { self.layer = layer }

  var layers: [String] { [layer] }
  /// A mean over positions.
  var reach: TermReach { .positions }

  /// mean(a²), for each picture.
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    let activation = try activations.activation(of: layer)
    return try activation.to(.float32).squared().mean() * Double(activation.shape[0])
  }

  /// mean(a), whose gradient is the same whatever a is.
  func redirectedValue(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    let activation = try activations.activation(of: layer)
    return try activation.to(.float32).mean() * Double(activation.shape[0])
  }
}
