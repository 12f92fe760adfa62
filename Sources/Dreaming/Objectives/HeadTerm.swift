internal import Torch

/// A term of a layer in a network's head, as the score of a class: seen from the trunk, so that the trunk may
/// go tile by tile.
struct HeadTerm: ObjectiveTerm {
  let head: FrozenHead
  let term: any ObjectiveTerm

  var layers: [String] { [head.trunk] }
  var reach: TermReach { term.reach == .place ? .place : .picture }
  var isDistance: Bool { term.isDistance }
  var wholeLayers: [String] { layers }

  /// The value alone; its gradient is that of `outputGradients`.
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    try term.value(of: head.network.activations(activations.activation(of: head.trunk)))
  }

  func outputGradients(
    at activations: [String: Tensor], redirectsReLUs: Bool
  ) throws(TorchError) -> OutputGradients {
    let activation = try activations.activation(of: head.trunk)
    let pass = try head.network.forward(activation)
    let found = try term.outputGradients(at: pass.activations, redirectsReLUs: redirectsReLUs)
    let gradient = try pass.gradient(found.gradients, rule: redirectsReLUs ? .redirected : .exact)
    return OutputGradients(
      value: found.value, gradients: [head.trunk: try gradient.to(activation.dtype).channelsLast()])
  }

  func linearized(
    at statistics: WholeImageStatistics, redirectsReLUs: Bool
  ) throws(TorchError) -> any ObjectiveTerm {
    let found = try outputGradients(at: statistics.activations, redirectsReLUs: redirectsReLUs)
    return LinearizedOutput(
      layer: head.trunk, derivative: try found.gradients.activation(of: head.trunk), heldValue: found.value,
      isDistance: isDistance)
  }
}

/// A function of a layer's output near a picture: it has the value and the gradient that the function has
/// there.
struct LinearizedOutput: ObjectiveTerm {
  let layer: String
  /// The function's derivative by the layer's output over the whole picture, `[N, C, H, W]`.
  let derivative: Tensor
  /// The function's value at the picture.
  let heldValue: Double
  let isDistance: Bool

  var layers: [String] { [layer] }
  var reach: TermReach { .place }

  /// The held value; its gradient is the derivative.
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    let product = try (activations.activation(of: layer).to(.float32) * derivative.to(.float32)).sum()
    return try product - product.detached() + heldValue
  }

  func part(in view: TileView) -> (any TilePart)? { LinearizedPart(term: self, view: view) }
}

/// A tile's part of a linearized function.
private struct LinearizedPart: TilePart {
  let term: LinearizedOutput
  let view: TileView

  func outputGradients(
    at activations: [String: Tensor], redirectsReLUs: Bool
  ) throws(TorchError) -> OutputGradients {
    let (origin, shape) = (view.origin(of: term.layer), try activations.activation(of: term.layer).shape)
    let part = try term.derivative.cropped(
      origin.row..<origin.row + shape[2], origin.column..<origin.column + shape[3]
    ).clone()
    return OutputGradients(value: term.heldValue * view.share, gradients: [term.layer: part])
  }
}
