internal import Foundation
internal import Torch

/// How a gradient is smoothed before it is followed.
public enum GradientSmoothing: String, Codable, Sendable, CaseIterable {
  /// The mean of three Gaussian blurs that widen from step to step, as in "DeepDream: What I Dreamt While At
  /// College".
  case gaussian
  /// Each band of a Laplacian pyramid brought to the same size, so that coarse and fine detail grow alike, as
  /// in TensorFlow's tutorial of 2015.
  case laplacian
  /// Not at all.
  case none
}

extension GradientSmoothing {
  /// The smoothed gradients `[N, C, H, W]`, each picture's by itself.
  ///
  /// - Parameter sigma: The width of the Gaussian in pixels; see
  ///   ``GaussianSmoothing/sigma(iteration:of:smoothing:)``.
  func smooth(_ gradient: Tensor, sigma: Double) throws(TorchError) -> Tensor {
    switch self {
    case .gaussian: try GaussianSmoothing(sigma: sigma)(gradient)
    case .laplacian: try LaplacianNormalization()(gradient)
    case .none: gradient
    }
  }
}

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

  /// Pixels that are blurred at a time: the convolution lays out what it reads anew, in several times the
  /// memory.
  private static let stripPixels = 1 << 20

  /// The blurred gradients `[N, C, H, W]`; beyond its borders each goes on in the mirror. Sides are at least
  /// 5.
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

/// Brings each band of a gradient's Laplacian pyramid (Burt & Adelson, 1983) to a standard deviation of 1.
///
/// As TensorFlow's DeepDream tutorial of 2015 did: four bands and what is left below them, split by the 5×5
/// binomial kernel; beyond the borders there are zeros.
struct LaplacianNormalization {
  /// Bands that are split off.
  static let bands = 4
  /// What a band's deviation counts as at least, so that an empty band stays empty.
  static let smallestDeviation = 1e-10

  /// The gradients `[N, C, H, W]`, each picture's bands normalized by themselves.
  func callAsFunction(_ gradient: Tensor) throws(TorchError) -> Tensor {
    let channels = gradient.shape[1]
    let kernel = try Self.kernel(channels: channels).to(gradient.device)
    let spreading = try kernel * 4
    var bands: [Tensor] = []
    var rest = gradient
    for _ in 0..<Self.bands {
      let coarse = try rest.convolved(kernel, bias: nil, stride: (2, 2), padding: (2, 2), groups: channels)
      bands.append(try rest - spread(coarse, spreading, over: rest))
      rest = coarse
    }
    var result = try normalized(rest)
    for band in bands.reversed() {
      let merged = try spread(result, spreading, over: band)
      try merged.add(normalized(band))
      result = merged
    }
    return result
  }

  /// A band of twice the size (less one pixel where that is odd) from a coarser one.
  private func spread(_ coarse: Tensor, _ kernel: Tensor, over band: Tensor) throws(TorchError) -> Tensor {
    try coarse.spread(
      kernel, stride: 2, padding: 2, height: band.shape[2], width: band.shape[3], groups: band.shape[1])
  }

  /// A band over its own size: the root of its mean square.
  private func normalized(_ band: Tensor) throws(TorchError) -> Tensor {
    let size = try band.squared().mean([1, 2, 3], keepingDimensions: true).squareRoot()
    return try band / size.clamped(Self.smallestDeviation, .infinity)
  }

  /// `[C, 1, 5, 5]`, of sum 1 for each channel.
  private static func kernel(channels: Int) throws(TorchError) -> Tensor {
    let line: [Float] = [1, 4, 6, 4, 1]
    let square = line.flatMap { y in line.map { x in x * y / 256 } }
    return try Tensor((0..<channels).flatMap { _ in square }, shape: [channels, 1, 5, 5])
  }
}
