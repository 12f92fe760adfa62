public import Torch

/// Likeness to a style: how strongly each pair of channels goes together, wherever in the picture it does.
///
/// Gram matrices G = a·aᵀ / positions, after Gatys, Ecker & Bethge, "Image Style Transfer Using Convolutional Neural
/// Networks" (2016). Each layer's distance is taken relative to the style's own matrix, so that layers count alike.
public struct StyleMatch: ObjectiveTerm {
  /// The layers' names.
  public let layers: [String]
  private let targets: [Tensor]

  /// The style of the picture whose activations, `[1, C, H, W]`, are given.
  public init(_ layers: [String], of activations: [String: Tensor]) throws(TorchError) {
    self.layers = layers
    targets = try layers.map { layer throws(TorchError) in try Self.gram(activations.activation(of: layer)) }
  }

  /// The whole picture.
  public var reach: TermReach { .picture }

  /// A distance.
  public var isDistance: Bool { true }

  /// − the mean over the layers of ‖G − G of the style‖² / ‖G of the style‖².
  public func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    var total = try Tensor.zeros([]).to(targets[0].device)
    for (layer, target) in zip(layers, targets) {
      let gap = try Self.gram(activations.activation(of: layer)) - target
      total = try total - gap.squared().sum() / nonZero(target.squared().sum())
    }
    return try total * (1 / Double(layers.count))
  }

  /// `[N, C, C]`.
  private static func gram(_ activation: Tensor) throws(TorchError) -> Tensor {
    let shape = activation.shape
    let flat = try activation.to(.float32).reshaped([shape[0], shape[1], -1])
    return try flat.matrixProduct(flat.permuted([0, 2, 1])) * (1 / Double(flat.shape[2]))
  }
}

/// The number itself, or the smallest one that can be divided by.
func nonZero(_ number: Tensor) throws(TorchError) -> Tensor {
  try number.clamped(Double(Float.leastNormalMagnitude), .infinity)
}
