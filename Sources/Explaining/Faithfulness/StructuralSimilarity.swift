public import Torch

/// The structural similarity of two maps, 1 for equal ones (Wang, Bovik, Sheikh & Simoncelli, "Image Quality Assessment: From
/// Error Visibility to Structural Similarity", 2004).
///
/// (2 μx μy + C₁)(2 σxy + C₂) / ((μx² + μy² + C₁)(σx² + σy² + C₂)) with means and covariances under a Gaussian window of 11×11
/// and σ 1.5, C₁ = (0.01 · range)², C₂ = (0.03 · range)², averaged over the places where the window lies inside: the paper's
/// settings, and those of `skimage.metrics.structural_similarity` with `gaussian_weights=True, sigma=1.5,
/// use_sample_covariance=False` and, for several channels, `channel_axis`.
///
/// - Parameters:
///   - one: `[N, C, H, W]`, sides from 11.
///   - range: The distance between the smallest and the largest value that maps can have.
/// - Throws: ``ExplainError/mapSize(_:expected:)`` for two shapes, ``ExplainError/mapTooSmall(_:smallest:)``; `TorchError`.
public func structuralSimilarity(_ one: Tensor, _ other: Tensor, range: Double = 1) throws -> Double {
  guard one.shape == other.shape else { throw ExplainError.mapSize(other.shape, expected: one.shape) }
  let window = GaussianWindow(deviation: 1.5, radius: 5)
  let side = window.weights.count
  guard one.rank == 4, one.shape[2] >= side, one.shape[3] >= side else {
    throw ExplainError.mapTooSmall(one.shape, smallest: side)
  }
  // Strips bound the memory; each reaches over the next one's first rows.
  let rows = one.shape[2] - side + 1
  let height = max(1, mostPixelsTogether / (one.shape[0] * one.shape[1] * one.shape[3]))
  var sum = 0.0
  for top in stride(from: 0, to: rows, by: height) {
    let strip = top..<(min(top + height, rows) + side - 1)
    sum += try similarities(
      one.narrowed(2, strip).to(.float64), other.narrowed(2, strip).to(.float64), window, range
    ).sum().item()
  }
  return sum / Double(one.shape[0] * one.shape[1] * rows * (one.shape[3] - side + 1))
}

/// The similarity at each place of the window.
private func similarities(
  _ x: Tensor, _ y: Tensor, _ window: GaussianWindow, _ range: Double
) throws(TorchError) -> Tensor {
  let (c1, c2) = (0.01 * 0.01 * range * range, 0.03 * 0.03 * range * range)
  let (meanX, meanY) = (try window(x), try window(y))
  let (squareX, squareY, product) = (try meanX.squared(), try meanY.squared(), try meanX * meanY)
  let covariance = try window(x * y) - product
  let variances = try window(x.squared() + y.squared()) - squareX - squareY
  return try (product * 2 + c1) * (covariance * 2 + c2) / ((squareX + squareY + c1) * (variances + c2))
}
