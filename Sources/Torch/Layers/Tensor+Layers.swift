internal import CTorch

// Names and shapes follow torch.nn.functional; `self` is the input.
extension Tensor {
  /// Batch norm of `[N, C, H, W]` or `[N, C]`, with `[C]` each of weight, bias, mean and variance (Ioffe & Szegedy 2015).
  ///
  /// - Parameters:
  ///   - training: The batch's statistics are used, and the running ones move by `momentum`, in place.
  ///   - epsilon: Added to the variance.
  /// - Throws: `TorchError` for shapes that do not fit, or a batch of one value for each channel in training.
  public func batchNormalized(
    weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor, training: Bool,
    momentum: Double, epsilon: Double
  ) throws(TorchError) -> Tensor {
    try attempt("batch norm", [self, weight, bias, runningMean, runningVariance]) {
      ct_batch_norm($0[0], $0[1], $0[2], $0[3], $0[4], training, momentum, epsilon, $1)
    }
  }

  /// max(x, 0).
  ///
  /// - Throws: `TorchError` when there is no memory for it.
  public func relu() throws(TorchError) -> Tensor { try attempt("relu", [self]) { ct_relu($0[0], $1) } }

  /// max(x, 0), written over this tensor's memory.
  ///
  /// - Throws: `TorchError` for a leaf whose gradient is recorded.
  public func applyReLU() throws(TorchError) {
    try perform("relu in place", [self]) { ct_relu_in_place($0[0], $1) }
  }

  /// This gradient where `activation`, of the same shape, is above zero, and zero elsewhere: the way back through a ReLU.
  ///
  /// - Throws: `TorchError` for shapes that do not fit.
  public func masked(by activation: Tensor) throws(TorchError) -> Tensor {
    try attempt("mask", [self, activation]) { ct_masked($0[0], $0[1], $1) }
  }

  /// `masked(by:)` in this tensor's memory.
  ///
  /// - Throws: `TorchError` for shapes that do not fit.
  public func mask(by activation: Tensor) throws(TorchError) {
    try perform("mask in place", [self, activation]) { ct_mask_in_place($0[0], $0[1], $1) }
  }

  /// x · weightᵀ + bias for `[N, in]`, a weight `[out, in]` and a bias `[out]`.
  ///
  /// - Throws: `TorchError` for shapes that do not fit.
  public func linear(_ weight: Tensor, bias: Tensor?) throws(TorchError) -> Tensor {
    try attempt("linear", [self, weight, bias]) { ct_linear($0[0], $0[1], $0[2], $1) }
  }

  /// Zeroes a share of the elements, 0 ..< 1, and scales the others up, so that the mean stays.
  ///
  /// - Throws: `TorchError` for a generator of another device.
  public func droppingOut(_ share: Double, generator: Generator) throws(TorchError) -> Tensor {
    try attempt("dropout", [self]) { tensors, error in
      generator.handle.borrowing { ct_dropout(tensors[0], share, $0, error) }
    }
  }

  /// exp(x) / Σ exp(x) along a dimension.
  ///
  /// - Throws: `TorchError` for a dimension that there is not.
  public func softmax(along dimension: Int) throws(TorchError) -> Tensor {
    try attempt("softmax", [self]) { ct_softmax($0[0], Int64(dimension), $1) }
  }

  /// Mean cross entropy of logits `[N, classes]` against class indices `[N]` (int64) or probabilities
  /// `[N, classes]`.
  ///
  /// - Throws: `TorchError` for shapes that do not fit, or a class that there is not.
  public func crossEntropy(_ target: Tensor, labelSmoothing: Double = 0) throws(TorchError) -> Tensor {
    try attempt("cross entropy", [self, target]) { ct_cross_entropy($0[0], $0[1], labelSmoothing, $1) }
  }
}
