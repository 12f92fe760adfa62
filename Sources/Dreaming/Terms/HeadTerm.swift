internal import Torch

/// A term of a layer in a network's head, as the score of a class: seen from the trunk, so that the trunk may go tile by tile.
struct HeadTerm: ObjectiveTerm {
  let head: FrozenHead
  let term: any ObjectiveTerm

  var layers: [String] { [head.trunk] }
  var reach: TermReach { term.reach == .place ? .place : .picture }
  var isDistance: Bool { term.isDistance }
  var wholeLayers: [String] { layers }

  /// The value alone; its gradient is that of `seeds`.
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    try term.value(of: head.network.activations(activations.activation(of: head.trunk)))
  }

  func seeds(
    at activations: [String: Tensor], waking: Bool
  ) throws(TorchError) -> (value: Double, seeds: [String: Tensor]) {
    let activation = try activations.activation(of: head.trunk)
    let pass = try head.network.forward(activation)
    let (value, seeds) = try term.seeds(at: pass.activations, waking: waking)
    let gradient = try pass.gradient(seeds, rule: waking ? .redirected : .exact)
    return (value, [head.trunk: try gradient.to(activation.dtype).channelsLast()])
  }

  func linearized(at overview: Overview, waking: Bool) throws(TorchError) -> any ObjectiveTerm {
    let (value, seeds) = try seeds(at: overview.activations, waking: waking)
    return HeldSlope(
      layer: head.trunk, slope: try seeds.activation(of: head.trunk), heldValue: value,
      isDistance: isDistance)
  }
}

/// A function of a layer's output near a picture: it has the value and the gradient that the function has there.
struct HeldSlope: ObjectiveTerm {
  let layer: String
  /// The function's derivative by the layer's output over the whole picture, `[N, C, H, W]`.
  let slope: Tensor
  /// The function's value at the picture.
  let heldValue: Double
  let isDistance: Bool

  var layers: [String] { [layer] }
  var reach: TermReach { .place }

  /// The held value; its gradient is the slope.
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    let product = try (activations.activation(of: layer).to(.float32) * slope.to(.float32)).sum()
    return try product - product.detached() + heldValue
  }

  func part(in view: TileView) -> (any TilePart)? { SlopePart(term: self, view: view) }
}

/// A tile's part of a slope.
private struct SlopePart: TilePart {
  let term: HeldSlope
  let view: TileView

  func seeds(
    at activations: [String: Tensor], waking: Bool
  ) throws(TorchError) -> (value: Double, seeds: [String: Tensor]) {
    let (origin, shape) = (view.origin(of: term.layer), try activations.activation(of: term.layer).shape)
    let slope = try term.slope.cropped(
      origin.row..<origin.row + shape[2], origin.column..<origin.column + shape[3]
    ).clone()
    return (term.heldValue * view.share, [term.layer: slope])
  }
}
