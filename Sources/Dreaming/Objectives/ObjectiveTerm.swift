internal import Torch

/// A number that depends on the activations of some layers, and that gradients can be taken of.
///
/// Of a batch `[N, …]` it is the sum over the pictures, so that each picture's gradient is as if it were
/// alone.
protocol ObjectiveTerm {
  /// The names of the layers that it looks at, each once.
  var layers: [String] { get }

  /// What of the picture it takes together.
  var reach: TermReach { get }

  /// Whether it measures how far the picture is from another one, so that its gradient fades as they grow
  /// alike. Such a gradient must not be brought to a size of its own.
  var isDistance: Bool { get }

  /// The value, float32 without dimensions.
  ///
  /// - Parameter activations: the output of each of `layers`, `[N, C, H, W]` or `[N, C]`, in the network's
  ///   precision.
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor

  /// The layers whose Gram matrices over the whole picture it must know before it can be taken tile by tile.
  var gramLayers: [String] { get }

  /// The layers whose outputs for the whole picture it must know before it can be taken tile by tile.
  var wholeLayers: [String] { get }

  /// A term that goes tile by tile and has this one's value and gradient at the picture of the statistics.
  ///
  /// - Parameter redirectsReLUs: Whether the gradient is that of `redirectedValue(of:)`.
  func linearized(at statistics: WholeImageStatistics, redirectsReLUs: Bool) throws(TorchError)
    -> any ObjectiveTerm

  /// What a tile of a larger picture adds to the term; `nil` where the tile sees nothing of it.
  func part(in view: TileView) -> (any TilePart)?

  /// The term's value, and its gradients to the outputs of its layers in tensors of their own.
  ///
  /// - Parameter redirectsReLUs: Whether the gradients are those of `redirectedValue(of:)`; the value is the
  ///   term's own all the same.
  func outputGradients(
    at activations: [String: Tensor], redirectsReLUs: Bool
  ) throws(TorchError) -> OutputGradients

  /// A value whose gradient is not zero where every activation is: what silent layers grow by.
  func redirectedValue(of activations: [String: Tensor]) throws(TorchError) -> Tensor
}

/// A term and how much it counts.
struct WeightedTerm {
  let weight: Double
  let term: any ObjectiveTerm
}

/// A term's value, and its gradients to the outputs of its layers.
struct OutputGradients {
  var value: Double
  /// By layer, each of the shape and the precision of the layer's output.
  var gradients: [String: Tensor]
}

/// What of a picture a term takes together: it decides whether tiles add up, and whether the picture may be
/// rolled.
enum TermReach: Sendable {
  /// A mean over the positions, all treated alike: the means of tiles add up.
  case positions
  /// All positions at once, wherever they are.
  case picture
  /// Certain places: the picture must not be rolled under it.
  case place
}

extension ObjectiveTerm {
  /// No distance.
  var isDistance: Bool { false }

  /// None.
  var gramLayers: [String] { [] }

  /// None.
  var wholeLayers: [String] { [] }

  /// The term itself.
  func linearized(at statistics: WholeImageStatistics, redirectsReLUs: Bool) throws(TorchError)
    -> any ObjectiveTerm
  { self }

  /// The tile's share of a mean over positions.
  func part(in view: TileView) -> (any TilePart)? { MeanPart(term: self, view: view) }

  /// The value itself.
  func redirectedValue(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    try value(of: activations)
  }
}

extension ObjectiveTerm {
  /// Value and gradients by automatic differentiation, all layers at once.
  func outputGradients(
    at activations: [String: Tensor], redirectsReLUs: Bool
  ) throws(TorchError) -> OutputGradients {
    var leaves: [String: Tensor] = [:]
    for layer in layers {
      let leaf = try activations.activation(of: layer).detached()
      try leaf.requireGradient()
      leaves[layer] = leaf
    }
    let value = try withGradients { () throws(TorchError) in try self.value(of: leaves) }
    let source =
      redirectsReLUs
      ? try withGradients { () throws(TorchError) in try redirectedValue(of: leaves) } : value
    let gradients = try source.gradients(to: layers.compactMap { leaves[$0] })
    return OutputGradients(
      value: try value.item(), gradients: Dictionary(uniqueKeysWithValues: zip(layers, gradients)))
  }
}

extension [String: Tensor] {
  /// The output of a layer.
  func activation(of layer: String) throws(TorchError) -> Tensor {
    guard let activation = self[layer] else {
      throw TorchError(.other, operation: "objective", details: "\(layer) has no activation")
    }
    return activation
  }
}
