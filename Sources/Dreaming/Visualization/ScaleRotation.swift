internal import Foundation
internal import Networks
internal import Torch

/// A turn and a change of scale around the middle of pictures.
///
/// Seen a little larger, smaller and askew at each step, a picture must please the network in all these
/// forms, and what would please it in one alone, as high frequencies do, finds no hold (Olah, Mordvintsev &
/// Schubert, "Feature Visualization", 2017, "transformation robustness").
struct ScaleRotation: Equatable {
  /// How many times as large things look.
  let scale: Double
  /// Counter-clockwise, in radians.
  let angle: Double

  init(scale: Double, angle: Double) {
    self.scale = scale
    self.angle = angle
  }

  /// A scale in 1 ± `scaling` and an angle in ± `rotation` degrees, all equally likely.
  init(scaling: Double, rotation: Double, random: inout SplitMix64) {
    scale = 1 + scaling * (2 * Double(random.unit()) - 1)
    angle = rotation * (2 * Double(random.unit()) - 1) * .pi / 180
  }

  /// Whether pictures stay as they are.
  var isNothing: Bool { scale == 1 && angle == 0 }

  /// Pictures `[N, C, H, W]` turned and scaled, of the same size; zeros, the mean color of a network's input,
  /// come in from beyond the borders.
  func apply(to pictures: Tensor) throws(TorchError) -> Tensor {
    guard !isNothing else { return pictures }
    let (height, width) = (Double(pictures.shape[2]), Double(pictures.shape[3]))
    let (cosine, sine) = (cos(angle) / scale, sin(angle) / scale)
    // From a place of the result to the place that is seen there, in units of half a side; y points down.
    let row = [cosine, -sine * height / width, 0, sine * width / height, cosine, 0].map(Float.init)
    let count = pictures.shape[0]
    let matrices = try Tensor((0..<count).flatMap { _ in row }, shape: [count, 2, 3])
    return try pictures.sampled(through: matrices.to(pictures.device))
  }
}

/// Gradients of pictures that the network sees through a transform, brought back to the pictures.
struct TransformedPicture: GradientSource {
  let source: any GradientSource
  let transform: ScaleRotation

  func gradients(
    of terms: [any ObjectiveTerm], at pictures: Tensor, rule: ReLUBackwardRule
  ) throws(TorchError) -> [TermGradient] {
    guard !transform.isNothing else { return try source.gradients(of: terms, at: pictures, rule: rule) }
    let leaf = try pictures.detached()
    try leaf.requireGradient()
    let seen = try withGradients { () throws(TorchError) in try transform.apply(to: leaf) }
    return try source.gradients(of: terms, at: seen.detached(), rule: rule).map { found throws(TorchError) in
      let back = try Tensor.gradients(of: [seen], outputGradients: [found.gradient], to: [leaf])
      return TermGradient(value: found.value, gradient: back[0])
    }
  }

  func activations(of layers: [String], in pictures: Tensor) throws(TorchError) -> [String: Tensor] {
    try source.activations(of: layers, in: transform.apply(to: pictures))
  }

  func grams(of layers: [String], in pictures: Tensor) throws(TorchError) -> [String: Tensor] {
    try source.grams(of: layers, in: transform.apply(to: pictures))
  }
}
