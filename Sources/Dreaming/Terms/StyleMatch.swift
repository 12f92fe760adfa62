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

  /// The style of the picture whose Gram matrices, `[1, C, C]`, are given.
  init(_ layers: [String], grams: [String: Tensor]) throws(TorchError) {
    self.layers = layers
    targets = try layers.map { layer throws(TorchError) in try grams.activation(of: layer) }
  }

  /// The whole picture.
  public var reach: TermReach { .picture }

  /// A distance.
  public var isDistance: Bool { true }

  /// − the mean over the layers of ‖G − G of the style‖² / ‖G of the style‖².
  public func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    try value(
      ofGrams: layers.map { layer throws(TorchError) in try Self.gram(activations.activation(of: layer)) })
  }

  /// Layer by layer, so that one at a time is there in float32.
  public func seeds(
    at activations: [String: Tensor], waking: Bool
  ) throws(TorchError) -> (value: Double, seeds: [String: Tensor]) {
    var grams: [String: Tensor] = [:]
    for layer in layers { grams[layer] = try Self.gram(activations.activation(of: layer)) }
    return try slope(at: grams).seeds(at: activations, waking: waking)
  }

  /// All of its layers.
  public var gramLayers: [String] { layers }

  /// Σ of ⟨∂/∂G, a·aᵀ⟩, the derivatives being those at the picture's Gram matrices.
  public func linearized(at overview: Overview, waking: Bool) throws(TorchError) -> any ObjectiveTerm {
    try slope(at: overview.grams)
  }

  private func slope(at grams: [String: Tensor]) throws(TorchError) -> GramSlope {
    let found = try layers.map { layer throws(TorchError) in try grams.activation(of: layer) }
    var slopes: [Tensor] = []
    for (gram, target) in zip(found, targets) {
      let factor = -2 / Double(layers.count)
      slopes.append(try (gram - target) / nonZero(target.squared().sum()) * factor)
    }
    return GramSlope(layers: layers, slopes: slopes, heldValue: try value(ofGrams: found).item())
  }

  private func value(ofGrams grams: [Tensor]) throws(TorchError) -> Tensor {
    var total = try Tensor.zeros([]).to(targets[0].device)
    for (gram, target) in zip(grams, targets) {
      let gap = try gram - target
      total = try total - gap.squared().sum() / nonZero(target.squared().sum())
    }
    return try total * (1 / Double(layers.count))
  }

  /// The mean of a·aᵀ over the positions, `[N, C, C]`, float32.
  static func gram(_ activation: Tensor) throws(TorchError) -> Tensor {
    let list = try positions(of: activation)
    return try list.permuted([0, 2, 1]).matrixProduct(list) * (1 / Double(list.shape[1]))
  }

  /// `[N, positions, C]`, float32.
  static func positions(of activation: Tensor) throws(TorchError) -> Tensor {
    let pictures = try activation.rank == 4 ? activation.permuted([0, 2, 3, 1]) : activation
    return try pictures.to(.float32).reshaped([activation.shape[0], -1, activation.shape[1]])
  }
}

/// A function of Gram matrices near a picture, as a mean over positions: it has the gradient that the function has there.
struct GramSlope: ObjectiveTerm {
  let layers: [String]
  /// The function's derivative by each layer's Gram matrix, `[N, C, C]`.
  let slopes: [Tensor]
  /// The function's value at the picture.
  let heldValue: Double

  var reach: TermReach { .positions }
  var isDistance: Bool { true }

  /// The held value; its gradient is that of Σ ⟨slope, a·aᵀ / positions⟩.
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    var total = try Tensor.zeros([]).to(slopes[0].device)
    for (layer, slope) in zip(layers, slopes) {
      total = try total + (StyleMatch.gram(activations.activation(of: layer)) * slope).sum()
    }
    return try total - total.detached() + heldValue
  }

  /// ∂/∂a = 2 · a · slope / positions, the slopes being symmetric; layer by layer.
  func seeds(
    at activations: [String: Tensor], waking: Bool
  ) throws(TorchError) -> (value: Double, seeds: [String: Tensor]) {
    var seeds: [String: Tensor] = [:]
    for (layer, slope) in zip(layers, slopes) {
      let activation = try activations.activation(of: layer)
      let list = try StyleMatch.positions(of: activation)
      let product = try list.matrixProduct(slope * (2 / Double(list.shape[1])))
      seeds[layer] = try product.to(activation.dtype).arranged(as: activation)
    }
    return (heldValue, seeds)
  }
}

extension Tensor {
  /// A list `[N, positions, C]` as an activation of the shape of another, `[N, C, H, W]` or `[N, C]`.
  fileprivate func arranged(as activation: Tensor) throws(TorchError) -> Tensor {
    let shape = activation.shape
    guard shape.count == 4 else { return try reshaped(shape) }
    return try reshaped([shape[0], shape[2], shape[3], shape[1]]).permuted([0, 3, 1, 2])
  }
}

/// The number itself, or the smallest one that can be divided by.
func nonZero(_ number: Tensor) throws(TorchError) -> Tensor {
  try number.clamped(Double(Float.leastNormalMagnitude), .infinity)
}
