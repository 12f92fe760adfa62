internal import Networks
internal import Torch

/// An objective's value at pictures, and the gradient that a step follows.
struct ObjectiveGradient {
  /// Σ weight · value of the groups.
  let value: Double
  /// The sum of the groups' weighted gradients to the pictures, `[N, 3, H, W]`.
  let gradient: Tensor
  /// Whether no group has a gradient of its own: all that there is was let through shut ReLUs.
  let isSilent: Bool

  /// The gradient of groups of terms at pictures `[N, 3, H, W]` in the network's normalization.
  ///
  /// Where there are several groups, each gradient is divided by its own standard deviation before it is
  /// weighted, so that the loudest layer does not win.
  ///
  /// - Parameter redirectsReLUs: Whether a group that is to grow and has no gradient at all gets one that is
  ///   let through its shut ReLUs.
  init(
    of groups: [WeightedTerm], at pictures: Tensor, from source: any GradientSource, redirectsReLUs: Bool
  ) throws {
    var found = try source.gradients(of: groups.map(\.term), at: pictures, rule: .exact)
    value = zip(groups, found).reduce(0) { $0 + $1.0.weight * $1.1.value }
    let silent = try redirectsReLUs ? found.indices.filter { try found[$0].isZero } : []
    let growing = silent.filter { groups[$0].weight > 0 }
    if !growing.isEmpty {
      let redirected = try source.gradients(
        of: growing.map { groups[$0].term }, at: pictures, rule: .redirected)
      for (index, gradient) in zip(growing, redirected) { found[index] = gradient }
    }
    isSilent = silent.count == groups.count
    gradient = try Self.sum(found.map(\.gradient), of: groups)
  }

  /// In the memory of the first.
  private static func sum(_ gradients: [Tensor], of groups: [WeightedTerm]) throws(TorchError) -> Tensor {
    for (group, gradient) in zip(groups, gradients) {
      if groups.count > 1 { try gradient.divide(by: nonZero(gradient.pictureDeviations())) }
      if group.weight != 1 { try gradient.multiply(by: group.weight) }
    }
    for gradient in gradients.dropFirst() { try gradients[0].add(gradient) }
    return gradients[0]
  }
}

/// A term's value and its gradient to the pictures.
struct TermGradient {
  let value: Double
  let gradient: Tensor

  /// Whether the gradient is zero everywhere.
  fileprivate var isZero: Bool {
    get throws(TorchError) {
      let (largest, smallest) = (try gradient.maximum().item(), try gradient.minimum().item())
      return largest == 0 && smallest == 0
    }
  }
}

/// Where the gradients of terms come from: the whole picture at once, or tile by tile.
protocol GradientSource {
  /// The value of each term for pictures `[N, 3, H, W]` in the network's normalization, and its gradient to
  /// them, float32 in memory of its own.
  ///
  /// - Parameter rule: With `redirected`, gradients pass shut ReLUs and come from the terms' redirected
  ///   values.
  func gradients(
    of terms: [any ObjectiveTerm], at pictures: Tensor, rule: ReLUBackwardRule
  ) throws(TorchError) -> [TermGradient]

  /// The outputs of tapped layers for pictures `[N, 3, H, W]`, in the network's precision.
  func activations(of layers: [String], in pictures: Tensor) throws(TorchError) -> [String: Tensor]

  /// The Gram matrices of tapped layers for pictures `[N, 3, H, W]`, `[N, C, C]` each, float32.
  func grams(of layers: [String], in pictures: Tensor) throws(TorchError) -> [String: Tensor]
}

/// Gradients from one run of the network over the whole picture, and one way back for each term.
struct WholePicture: GradientSource {
  let network: any DifferentiableNetwork

  func gradients(
    of terms: [any ObjectiveTerm], at pictures: Tensor, rule: ReLUBackwardRule = .exact
  ) throws(TorchError) -> [TermGradient] {
    let pass = try network.forward(pictures)
    return try terms.map { term throws(TorchError) in
      let found = try term.outputGradients(at: pass.activations, redirectsReLUs: rule == .redirected)
      return TermGradient(value: found.value, gradient: try pass.gradient(found.gradients, rule: rule))
    }
  }

  func activations(of layers: [String], in pictures: Tensor) throws(TorchError) -> [String: Tensor] {
    try network.activations(pictures).filter { layers.contains($0.key) }
  }

  func grams(of layers: [String], in pictures: Tensor) throws(TorchError) -> [String: Tensor] {
    var grams: [String: Tensor] = [:]
    for (layer, activation) in try activations(of: layers, in: pictures) {
      grams[layer] = try StyleMatch.gram(activation)
    }
    return grams
  }
}
