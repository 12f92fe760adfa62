internal import Foundation
internal import Torch

/// Blurs a gradient with the mean of three 9×9 Gaussians, of widths σ/2, σ and 2σ.
///
/// The mean of three convolutions is one convolution with the mean of their kernels, so it costs one.
struct GaussianSmoothing {
  /// Pixels on each side of a kernel's middle.
  static let radius = 4

  /// The width σ of iteration i of N, counted from 0: 2(i + 1)/N + the smoothing coefficient, in pixels.
  static func sigma(iteration: Int, of iterations: Int, smoothing: Double) -> Double {
    2 * Double(iteration + 1) / Double(iterations) + smoothing
  }

  /// The mean of the three kernels, row by row; its sum is 1.
  let kernel: [Double]

  init(sigma: Double) {
    let kernels = [0.5, 1, 2].map { Self.gaussian(sigma: sigma * $0) }
    kernel = kernels[0].indices.map { index in kernels.reduce(0) { $0 + $1[index] } / 3 }
  }

  /// Pixels that are blurred at a time: the convolution lays out what it reads anew, in several times the memory.
  private static let stripPixels = 1 << 20

  /// The blurred gradients `[N, C, H, W]`; beyond its borders each goes on in the mirror. Sides are at least 5.
  func callAsFunction(_ gradient: Tensor) throws(TorchError) -> Tensor {
    let radius = Self.radius
    let side = 2 * radius + 1
    let (channels, height, width) = (gradient.shape[1], gradient.shape[2], gradient.shape[3])
    let weight = try Tensor(
      (0..<channels).flatMap { _ in kernel.map(Float.init) }, shape: [channels, 1, side, side]
    ).to(gradient.device)
    let rows = max(Self.stripPixels / width, side)
    let result = try Tensor.empty(height > rows + radius ? gradient.shape : [0], device: gradient.device)
    for top in stride(from: 0, to: height, by: rows) {
      // A last strip too low to be mirrored is part of the one before.
      let isLast = height - top - rows <= radius
      let bottom = isLast ? height : top + rows
      let seen = max(top - radius, 0)..<min(bottom + radius, height)
      let padded = try gradient.narrowed(2, seen).reflectionPadded(
        left: radius, right: radius, top: top == 0 ? radius : 0, bottom: isLast ? radius : 0)
      let blurred = try padded.convolved(
        weight, bias: nil, stride: (1, 1), padding: (0, 0), groups: channels)
      guard bottom - top < height else { return blurred }
      try result.narrowed(2, top..<bottom).copy(from: blurred)
      if isLast { break }
    }
    return result
  }

  /// The outer product of two Gaussian lines, each of sum 1.
  private static func gaussian(sigma: Double) -> [Double] {
    let line = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    let sum = line.reduce(0, +)
    return line.flatMap { y in line.map { x in y / sum * (x / sum) } }
  }
}
