internal import Torch

/// A weighted ridge regression with an intercept that is not penalized, in double precision: the minimum of
/// Σ wᵢ (yᵢ − b − xᵢ·β)² + penalty · |β|² (Hoerl & Kennard, "Ridge Regression", 1970).
struct WeightedRidge {
  let coefficients: [Double]
  let intercept: Double
  /// R²: 1 − Σ w (y − ŷ)² / Σ w (y − ȳ)²; without variance 1 for a perfect fit, else 0.
  let score: Double

  /// - Parameters:
  ///   - samples: `[samples, features]`.
  ///   - responses: y, one for each sample.
  ///   - weights: w, one for each sample, from 0, not all 0.
  ///   - penalty: Above 0, so that there is one minimum.
  init(_ samples: Tensor, responses: [Double], weights: [Double], penalty: Double) throws {
    let (count, features) = (samples.shape[0], samples.shape[1])
    precondition(
      responses.count == count && weights.count == count, "one response and weight for each sample")
    let total = weights.reduce(0, +)
    let rows = max(1, Self.numbersAtOnce / features)
    let batches = stride(from: 0, to: count, by: rows).map { $0..<min($0 + rows, count) }

    let sum = try Tensor.zeros([1, features], dtype: .float64)
    for batch in batches {
      let weight = try Tensor(Array(weights[batch]), shape: [1, batch.count])
      try sum.add(weight.matrixProduct(samples.narrowed(0, batch).to(.float64)))
    }
    let mean = try sum * (1 / total)
    let meanResponse = zip(weights, responses).reduce(0) { $0 + $1.0 * $1.1 } / total

    let gram = try Tensor.zeros([features, features], dtype: .float64)
    let moments = try Tensor.zeros([features, 1], dtype: .float64)
    for batch in batches {
      let roots = try Tensor(weights[batch].map { $0.squareRoot() }, shape: [batch.count, 1])
      let centered = try (samples.narrowed(0, batch).to(.float64) - mean) * roots
      let response = try Tensor(responses[batch].map { $0 - meanResponse }, shape: [batch.count, 1]) * roots
      let transposed = try centered.permuted([1, 0])
      try gram.add(transposed.matrixProduct(centered))
      try moments.add(transposed.matrixProduct(response))
    }
    coefficients = Cholesky(try gram.elements(), size: features, adding: penalty).solve(
      try moments.elements())
    intercept =
      try meanResponse - zip(mean.elements(Double.self), coefficients).reduce(0) { $0 + $1.0 * $1.1 }

    let slope = try Tensor(coefficients, shape: [features, 1])
    var (residual, variance) = (0.0, 0.0)
    for batch in batches {
      let predicted: [Double] = try samples.narrowed(0, batch).to(.float64).matrixProduct(slope).elements()
      for (index, predicted) in zip(batch, predicted) {
        let (miss, distance) = (
          responses[index] - intercept - predicted, responses[index] - meanResponse
        )
        residual += weights[index] * miss * miss
        variance += weights[index] * distance * distance
      }
    }
    score = variance > 0 ? 1 - residual / variance : residual == 0 ? 1 : 0
  }

  private static let numbersAtOnce = 1 << 20
}

/// A positive definite matrix as L · Lᵀ.
private struct Cholesky {
  private let size: Int
  private var lower: [Double]

  /// Factors a matrix in row-major order, with `penalty` added to its diagonal.
  init(_ matrix: [Double], size: Int, adding penalty: Double) {
    self.size = size
    lower = matrix
    lower.withUnsafeMutableBufferPointer { lower in
      for row in 0..<size {
        for column in 0...row {
          var value = lower[row * size + column]
          for k in 0..<column { value -= lower[row * size + k] * lower[column * size + k] }
          lower[row * size + column] =
            row == column ? (value + penalty).squareRoot() : value / lower[column * size + column]
        }
      }
    }
  }

  /// x with matrix · x = `right`.
  func solve(_ right: [Double]) -> [Double] {
    var x = right
    for row in 0..<size {
      for k in 0..<row { x[row] -= lower[row * size + k] * x[k] }
      x[row] /= lower[row * size + row]
    }
    for row in (0..<size).reversed() {
      for k in row + 1..<size { x[row] -= lower[k * size + row] * x[k] }
      x[row] /= lower[row * size + row]
    }
    return x
  }
}
