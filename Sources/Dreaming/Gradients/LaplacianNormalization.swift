internal import Torch

/// Brings each band of a gradient's Laplacian pyramid (Burt & Adelson, 1983) to a standard deviation of 1.
///
/// As TensorFlow's DeepDream tutorial of 2015 did: four bands and what is left below them, split by the 5×5 binomial
/// kernel; beyond the borders there are zeros.
struct LaplacianNormalization {
  /// Bands that are split off.
  static let bands = 4
  /// What a band's deviation counts as at least, so that an empty band stays empty.
  static let smallestDeviation = 1e-10

  /// The gradients `[N, C, H, W]`, each picture's bands normalised by themselves.
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
