internal import Networks
internal import Torch

/// Where the gradients of terms come from: the whole picture at once, or tile by tile.
protocol GradientSource {
  /// The value of each term for pictures `[N, 3, H, W]` in the network's normalisation, and its gradient to them,
  /// float32 in memory of its own.
  ///
  /// - Parameter rule: With `redirected`, gradients pass shut ReLUs and come from the terms' waking values.
  func gradients(
    of terms: [any ObjectiveTerm], at pictures: Tensor, rule: ReLUBackwardRule
  ) throws(TorchError) -> [TermGradient]

  /// The outputs of tapped layers for pictures `[N, 3, H, W]`, in the network's precision.
  func activations(of layers: [String], in pictures: Tensor) throws(TorchError) -> [String: Tensor]

  /// The Gram matrices of tapped layers for pictures `[N, 3, H, W]`, `[N, C, C]` each, float32.
  func grams(of layers: [String], in pictures: Tensor) throws(TorchError) -> [String: Tensor]
}

/// A term's value and its gradient to the pictures.
struct TermGradient {
  let value: Double
  let gradient: Tensor
}

/// Gradients from one run of the network over the whole picture, and one way back for each term.
struct WholePicture: GradientSource {
  let network: any DifferentiableNetwork

  func gradients(
    of terms: [any ObjectiveTerm], at pictures: Tensor, rule: ReLUBackwardRule = .exact
  ) throws(TorchError) -> [TermGradient] {
    let pass = try network.forward(pictures)
    return try terms.map { term throws(TorchError) in
      let (value, seeds) = try term.seeds(at: pass.activations, waking: rule == .redirected)
      return TermGradient(value: value, gradient: try pass.gradient(seeds, rule: rule))
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
