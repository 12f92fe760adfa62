internal import CTorch

extension Tensor {
  /// The sum over all ranks, whose gradient is the sum of the ranks' gradients.
  func summed(over group: ProcessGroup) throws(TorchError) -> Tensor {
    try attempt("sum over ranks", [self]) { tensors, error in
      group.handle.borrowing { ct_sum_over_ranks($0, tensors[0], error) }
    }
  }

  /// Batch norm of `[N, C, H, W]` or `[N, C]` in training, with the statistics of the batches of all ranks, which may
  /// differ in N. Moves the running statistics, whose variance is the unbiased one.
  ///
  /// Equal, in values and gradients, to batch norm of the batches one after the other. Every rank takes part in the
  /// gradient too.
  public func batchNormalized(
    weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor, momentum: Double,
    epsilon: Double, over group: ProcessGroup
  ) throws(TorchError) -> Tensor {
    let channels = shape[1]
    let others = (0..<rank).filter { $0 != 1 }
    let broadcastable = [1, channels] + [Int](repeating: 1, count: rank - 2)
    let count = try group.sums([Double(self.count / channels)])[0]
    let input = try to(.float32)
    func mean(_ tensor: Tensor) throws(TorchError) -> Tensor {
      try tensor.sum(others, keepingDimensions: true).summed(over: group) * (1 / count)
    }
    let center = try mean(input)
    let centered = try input - center
    let variance = try mean(centered.squared())
    let normalized = try centered / (variance + epsilon).squareRoot()
    try withoutGradients { () throws(TorchError) in
      try runningMean.interpolate(towards: center.detached().reshaped([channels]), weight: momentum)
      let unbiased = try variance.detached().reshaped([channels]) * (count / max(count - 1, 1))
      try runningVariance.interpolate(towards: unbiased, weight: momentum)
    }
    return try (normalized * weight.reshaped(broadcastable) + bias.reshaped(broadcastable)).to(dtype)
  }
}
