internal import CTorch

// Names and shapes follow torch.nn.functional; `self` is the input, [N, C, H, W] unless said otherwise.
extension Tensor {
  /// 2-D convolution with weight `[out, in / groups, kernel height, kernel width]`.
  public func convolved(
    _ weight: Tensor, bias: Tensor?, stride: (Int, Int), padding: (Int, Int), groups: Int = 1
  ) throws(TorchError) -> Tensor {
    try attempt("convolution", [self, weight, bias]) {
      ct_convolution(
        $0[0], $0[1], $0[2], Int64(stride.0), Int64(stride.1), Int64(padding.0), Int64(padding.1),
        Int64(groups), $1)
    }
  }

  /// The adjoint of ``convolved(_:bias:stride:padding:groups:)``: spreads each element over the kernel's place in a
  /// tensor of `height` × `width`, whose convolution has this tensor's size.
  public func spread(
    _ weight: Tensor, stride: Int, padding: Int, height: Int, width: Int, groups: Int = 1
  ) throws(TorchError) -> Tensor {
    try attempt("transposed convolution", [self, weight]) {
      ct_transposed_convolution(
        $0[0], $0[1], Int64(stride), Int64(padding), Int64(height), Int64(width), Int64(groups), $1)
    }
  }

  /// Batch norm. With `training` the batch's statistics are used and the running ones move by `momentum`.
  public func batchNormalized(
    weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor, training: Bool,
    momentum: Double, epsilon: Double
  ) throws(TorchError) -> Tensor {
    try attempt("batch norm", [self, weight, bias, runningMean, runningVariance]) {
      ct_batch_norm(
        $0[0], $0[1], $0[2], $0[3], $0[4], training, momentum, epsilon,
        $1)
    }
  }

  /// max(x, 0).
  public func rectified() throws(TorchError) -> Tensor { try attempt("relu", [self]) { ct_relu($0[0], $1) } }

  /// max(x, 0) whose gradient g also passes where x ≤ 0, as long as g > 0: what would open a shut unit is let through.
  ///
  /// Lucid's redirected ReLU (Olah, Mordvintsev & Schubert, "Feature Visualization", 2017), for ascent.
  public func rectifiedWithRedirectedGradient() throws(TorchError) -> Tensor {
    try attempt("redirected relu", [self]) { ct_redirected_relu($0[0], $1) }
  }

  /// max(x, 0) whose gradient g passes only where x > 0 and g > 0.
  ///
  /// Guided backpropagation (Springenberg et al., "Striving for Simplicity: The All Convolutional Net", 2015).
  public func rectifiedWithGuidedGradient() throws(TorchError) -> Tensor {
    try attempt("guided relu", [self]) { ct_guided_relu($0[0], $1) }
  }

  /// max(x, 0) whose gradient g passes as max(g, 0), whatever x.
  ///
  /// The deconvolutional network (Zeiler & Fergus, "Visualizing and Understanding Convolutional Networks", 2014).
  public func rectifiedWithDeconvolvedGradient() throws(TorchError) -> Tensor {
    try attempt("deconvolution relu", [self]) { ct_deconvolution_relu($0[0], $1) }
  }

  /// max(x, 0), written over the input.
  public func rectify() throws(TorchError) {
    try perform("relu in place", [self]) { ct_relu_in_place($0[0], $1) }
  }

  /// Max pool with a square kernel.
  public func maxPooled(kernel: Int, stride: Int, padding: Int, ceiling: Bool = false) throws(TorchError)
    -> Tensor
  {
    try attempt("max pool", [self]) {
      ct_max_pool($0[0], Int64(kernel), Int64(stride), Int64(padding), ceiling, $1)
    }
  }

  /// Average pool with a square kernel.
  public func averagePooled(kernel: Int, stride: Int, padding: Int) throws(TorchError) -> Tensor {
    try attempt("average pool", [self]) {
      ct_average_pool($0[0], Int64(kernel), Int64(stride), Int64(padding), $1)
    }
  }

  /// Averages over a grid of `height` × `width` cells.
  public func averagePooled(toHeight height: Int, width: Int) throws(TorchError) -> Tensor {
    try attempt("adaptive average pool", [self]) {
      ct_adaptive_average_pool($0[0], Int64(height), Int64(width), $1)
    }
  }

  /// x · weightᵀ + bias for `[N, in]` and weight `[out, in]`.
  public func linear(_ weight: Tensor, bias: Tensor?) throws(TorchError) -> Tensor {
    try attempt("linear", [self, weight, bias]) { ct_linear($0[0], $0[1], $0[2], $1) }
  }

  /// Zeroes a share of the elements and scales the others up, so that the mean stays.
  public func droppingOut(_ share: Double, generator: Generator) throws(TorchError) -> Tensor {
    try attempt("dropout", [self]) { tensors, error in
      generator.handle.borrowing { ct_dropout(tensors[0], share, $0, error) }
    }
  }

  /// exp(x) / Σ exp(x) along a dimension.
  public func softmax(along dimension: Int) throws(TorchError) -> Tensor {
    try attempt("softmax", [self]) { ct_softmax($0[0], Int64(dimension), $1) }
  }

  /// The picture continued by reflection on its four sides, without repeating the edge.
  public func reflectionPadded(left: Int, right: Int, top: Int, bottom: Int) throws(TorchError) -> Tensor {
    try attempt("reflection pad", [self]) {
      ct_reflection_pad($0[0], Int64(left), Int64(right), Int64(top), Int64(bottom), $1)
    }
  }

  /// Bilinear resize with half-pixel centres. With `antialias` the filter widens when shrinking, as PIL's does;
  /// bytes stay bytes.
  public func resized(height: Int, width: Int, antialias: Bool) throws(TorchError) -> Tensor {
    try attempt("resize", [self]) { ct_resize_bilinear($0[0], Int64(height), Int64(width), antialias, $1) }
  }

  /// Pictures looked at through affine maps, bilinearly, with zeros beyond the borders; sizes stay.
  ///
  /// - Parameter matrices: `[N, 2, 3]`, from places (x, y) of the result to places of this tensor, both from −1 to 1
  ///   over the outer edges of the pixels, as `torch.nn.functional.affine_grid` has them.
  public func sampled(through matrices: Tensor) throws(TorchError) -> Tensor {
    try attempt("affine sampling", [self, matrices]) { ct_affine_sample($0[0], $0[1], $1) }
  }

  /// Mean cross entropy of logits `[N, classes]` against class indices `[N]` (int64) or probabilities
  /// `[N, classes]`.
  public func crossEntropy(_ target: Tensor, labelSmoothing: Double = 0) throws(TorchError) -> Tensor {
    try attempt("cross entropy", [self, target]) { ct_cross_entropy($0[0], $0[1], labelSmoothing, $1) }
  }
}
