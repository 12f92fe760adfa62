internal import Foundation
internal import Torch

/// A symmetric window of weights whose sum is 1, which slides over rows and then over columns.
///
/// Sums of shifted copies rather than a convolution, which would lay out every pixel's surroundings in memory.
struct GaussianWindow {
  /// The weights of a line, an odd number of them.
  let weights: [Double]

  /// Pixels on each side of the middle.
  var radius: Int { weights.count / 2 }

  /// A Gaussian of width `deviation`, cut off at `radius` on both sides.
  init(deviation: Double, radius: Int) {
    let line = (-radius...radius).map { Self.density(Double($0), deviation) }
    let sum = line.reduce(0, +)
    weights = line.map { $0 / sum }
  }

  init(weights: [Double]) {
    self.weights = weights
  }

  /// The blur of RISE's insertion game: 11×11 weights, σ 5.
  ///
  /// RISE's code makes them by blurring a single 1 in an 11×11 picture whose borders mirror, with a Gaussian cut off at four
  /// deviations (`scipy.ndimage.gaussian_filter`): what would fall outside is folded back in, so the window is flatter than a
  /// Gaussian.
  static let rise: GaussianWindow = {
    let (side, deviation, reach) = (11, 5.0, 20)
    let whole = GaussianWindow(deviation: deviation, radius: reach).weights
    // Mirrored at both borders, the 1 in the middle appears again every 11 pixels.
    let weights = (0..<side).map { place in
      stride(from: side / 2 - 4 * side, through: side / 2 + 4 * side, by: side)
        .map { $0 - place }.filter { abs($0) <= reach }
        .reduce(0) { $0 + whole[$1 + reach] }
    }
    return GaussianWindow(weights: weights)
  }()

  /// Pictures `[N, C, H, W]` under the window wherever it lies inside them: `[N, C, H − 2r, W − 2r]`.
  func callAsFunction(_ pictures: Tensor) throws(TorchError) -> Tensor {
    try slid(along: 3, over: slid(along: 2, over: pictures))
  }

  /// The same with zeros around the pictures, so that their size stays.
  func padded(_ pictures: Tensor) throws(TorchError) -> Tensor {
    let (height, width) = (pictures.shape[2], pictures.shape[3])
    let shape = Array(pictures.shape.prefix(2)) + [height + 2 * radius, width + 2 * radius]
    let framed = try Tensor.zeros(shape, dtype: pictures.dtype)
    try framed.narrowed(2, radius..<radius + height).narrowed(3, radius..<radius + width)
      .copy(from: pictures)
    return try self(framed)
  }

  private func slid(along dimension: Int, over pictures: Tensor) throws(TorchError) -> Tensor {
    let length = pictures.shape[dimension] - 2 * radius
    let sum = try pictures.narrowed(dimension, 0..<length) * weights[0]
    for place in weights.indices.dropFirst() {
      try sum.add(pictures.narrowed(dimension, place..<place + length), scale: weights[place])
    }
    return sum
  }

  private static func density(_ distance: Double, _ deviation: Double) -> Double {
    exp(-distance * distance / (2 * deviation * deviation))
  }
}
