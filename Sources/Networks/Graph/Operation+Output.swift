internal import Torch

extension Operation {
  /// The output of an operation without parameters that does the same in training and in use.
  ///
  /// - Precondition: it is a pool, a sum, a joining, a flattening or a softmax.
  func output(_ inputs: [Tensor]) throws(TorchError) -> Tensor {
    let input = inputs[0]
    switch self {
    case .maxPool(let pool):
      return try input.maxPooled(
        pool.window, ceiling: pool.ceiling)
    case .averagePool(let pool):
      return try input.averagePooled(pool.window)
    case .adaptiveAveragePool(let height, let width):
      return try input.averagePooled(toHeight: height, width: width)
    case .add:
      var sum = input
      for other in inputs.dropFirst() { sum = try sum + other }
      return sum
    case .concatenate: return try .concatenated(inputs, along: 1)
    case .flatten: return try input.reshaped([input.shape[0], -1])
    case .softmax: return try input.softmax(along: 1)
    case .convolution, .batchNorm, .linear, .relu, .dropout:
      preconditionFailure("a \(kind) has parameters or a mode")
    }
  }
}
