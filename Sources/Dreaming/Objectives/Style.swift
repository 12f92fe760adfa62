internal import Networks
internal import Torch

/// `style`, `style(relu1_1, relu2_1)`: likeness to the style picture.
struct StyleTarget: ObjectiveDefinition {
  let layers: [String]

  var text: String { layers.isEmpty ? "style" : "style(\(layers.joined(separator: ", ")))" }
  var isDistance: Bool { true }

  static func read(from parser: inout ObjectiveParser) throws(DreamError) -> ObjectiveTarget {
    .style(layers: try parser.layers())
  }

  func completed(for architecture: Architecture, dreamLayer: String) -> ObjectiveTarget? {
    layers.isEmpty ? .style(layers: architecture.styleLayers) : nil
  }

  func resolved(in graph: Graph, classNames: [String]) throws(DreamError) -> ObjectiveTarget {
    guard !layers.isEmpty else { throw .noLayers }
    let names = try layers.map { layer throws(DreamError) in try graph.name(of: layer) }
    for name in names { try graph.checkPositions(of: name) }
    return .style(layers: names)
  }

  func check(_ inputs: DreamInputs, in graph: Graph) throws(DreamError) {
    try inputs.check(inputs.style, "style", for: text)
  }

  func term(at size: PixelSize, from builder: TermBuilder) throws -> any ObjectiveTerm {
    let picture = try builder.reference(builder.inputs.style, ofPixels: size.pixels)
    return try StyleMatch(layers, grams: builder.grams(of: layers, in: picture))
  }
}

/// Likeness to a style: how strongly each pair of channels goes together, wherever in the picture it does.
///
/// Gram matrices G = a·aᵀ / positions, after Gatys, Ecker & Bethge, "Image Style Transfer Using Convolutional
/// Neural Networks" (2016). Each layer's distance is taken relative to the style's own matrix, so that layers
/// count alike.
struct StyleMatch: ObjectiveTerm {
  /// The layers' names.
  let layers: [String]
  private let targets: [Tensor]

  /// The style of the picture whose activations, `[1, C, H, W]`, are given.
  init(_ layers: [String], of activations: [String: Tensor]) throws(TorchError) {
    self.layers = layers
    targets = try layers.map { layer throws(TorchError) in try Self.gram(activations.activation(of: layer)) }
  }

  /// The style of the picture whose Gram matrices, `[1, C, C]`, are given.
  init(_ layers: [String], grams: [String: Tensor]) throws(TorchError) {
    self.layers = layers
    targets = try layers.map { layer throws(TorchError) in try grams.activation(of: layer) }
  }

  /// The whole picture.
  var reach: TermReach { .picture }

  /// A distance.
  var isDistance: Bool { true }

  /// − the mean over the layers of ‖G − G of the style‖² / ‖G of the style‖².
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    try value(
      ofGrams: layers.map { layer throws(TorchError) in try Self.gram(activations.activation(of: layer)) })
  }

  /// Layer by layer, so that one at a time is there in float32.
  func outputGradients(
    at activations: [String: Tensor], redirectsReLUs: Bool
  ) throws(TorchError) -> OutputGradients {
    var grams: [String: Tensor] = [:]
    for layer in layers { grams[layer] = try Self.gram(activations.activation(of: layer)) }
    return try linearized(at: grams).outputGradients(at: activations, redirectsReLUs: redirectsReLUs)
  }

  /// All of its layers.
  var gramLayers: [String] { layers }

  /// Σ of ⟨∂/∂G, a·aᵀ⟩, the derivatives being those at the picture's Gram matrices.
  func linearized(at statistics: WholeImageStatistics, redirectsReLUs: Bool) throws(TorchError)
    -> any ObjectiveTerm
  {
    try linearized(at: statistics.grams)
  }

  private func linearized(at grams: [String: Tensor]) throws(TorchError) -> LinearizedGram {
    let found = try layers.map { layer throws(TorchError) in try grams.activation(of: layer) }
    var derivatives: [Tensor] = []
    for (gram, target) in zip(found, targets) {
      let factor = -2 / Double(layers.count)
      derivatives.append(try (gram - target) / nonZero(target.squared().sum()) * factor)
    }
    return LinearizedGram(
      layers: layers, derivatives: derivatives, heldValue: try value(ofGrams: found).item())
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

/// A function of Gram matrices near a picture, as a mean over positions: it has the gradient that the
/// function has there.
struct LinearizedGram: ObjectiveTerm {
  let layers: [String]
  /// The function's derivative by each layer's Gram matrix, `[N, C, C]`.
  let derivatives: [Tensor]
  /// The function's value at the picture.
  let heldValue: Double

  var reach: TermReach { .positions }
  var isDistance: Bool { true }

  /// The held value; its gradient is that of Σ ⟨derivative, a·aᵀ / positions⟩.
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    var total = try Tensor.zeros([]).to(derivatives[0].device)
    for (layer, derivative) in zip(layers, derivatives) {
      total = try total + (StyleMatch.gram(activations.activation(of: layer)) * derivative).sum()
    }
    return try total - total.detached() + heldValue
  }

  /// ∂/∂a = 2 · a · derivative / positions, the derivatives being symmetric; layer by layer.
  func outputGradients(
    at activations: [String: Tensor], redirectsReLUs: Bool
  ) throws(TorchError) -> OutputGradients {
    var gradients: [String: Tensor] = [:]
    for (layer, derivative) in zip(layers, derivatives) {
      let activation = try activations.activation(of: layer)
      let list = try StyleMatch.positions(of: activation)
      let product = try list.matrixProduct(derivative * (2 / Double(list.shape[1])))
      gradients[layer] = try product.to(activation.dtype).arranged(as: activation)
    }
    return OutputGradients(value: heldValue, gradients: gradients)
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
