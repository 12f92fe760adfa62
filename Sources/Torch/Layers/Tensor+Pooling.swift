internal import CTorch

// Pools of `[N, C, H, W]`, and their gradients: `self` is the gradient to the output there, and the result the one to `input`.

extension Tensor {
  /// The largest of each window, whose borders count as −∞.
  ///
  /// - Parameter ceiling: A last window that sticks out counts.
  /// - Throws: `TorchError` when no window fits, or a border is more than half a kernel.
  public func maxPooled(_ window: Window, ceiling: Bool = false) throws(TorchError) -> Tensor {
    try centering(window, value: -.infinity) { input, window throws(TorchError) in
      try attempt("max pool", [input]) { ct_max_pool($0[0], &window, ceiling, $1) }
    }
  }

  /// A max pool, and where each maximum was: int64 of the output's shape.
  ///
  /// - Precondition: `window` is centered.
  /// - Throws: `TorchError` as ``maxPooled(_:ceiling:)``.
  public func maxPooledWithIndices(
    _ window: Window, ceiling: Bool
  ) throws(TorchError) -> (output: Tensor, indices: Tensor) {
    precondition(window.isCentered, "indices are those of a pool with equal borders")
    var centered = window.centered
    var indices: OpaquePointer?
    let output = try attempt("max pool", [self]) {
      ct_max_pool_with_indices($0[0], &centered, ceiling, &indices, $1)
    }
    guard let indices else { throw TorchError(.other, operation: "max pool", details: "no indices") }
    return (output, Tensor(owning: indices))
  }

  /// The gradient of a max pool to its `input`.
  ///
  /// - Parameter indices: Those of ``maxPooledWithIndices(_:ceiling:)`` with the same window.
  /// - Throws: `TorchError` for shapes that do not fit.
  public func maxPoolGradient(
    input: Tensor, indices: Tensor, _ window: Window, ceiling: Bool
  ) throws(TorchError) -> Tensor {
    var centered = window.centered
    return try attempt("max pool gradient", [self, input, indices]) {
      ct_max_pool_gradient($0[0], $0[1], $0[2], &centered, ceiling, $1)
    }
  }
}

// MARK: - 2×2 with stride 2

extension Runtime {
  /// Whether `maxPool2x2` runs on this processor with elements of that type.
  public static func hasMaxPool2x2(_ dtype: DType) -> Bool { ct_max_pool_2x2_available(dtype.code) }
}

extension Tensor {
  /// The largest of each 2×2 of a channels-last tensor whose channels are a multiple of 16; a last odd row or column is left
  /// out.
  ///
  /// - Throws: `TorchError` for other tensors, and where ``Runtime/hasMaxPool2x2(_:)`` says no.
  public func maxPool2x2() throws(TorchError) -> Tensor {
    try attempt("2×2 max pool", [self]) { ct_max_pool_2x2($0[0], $1) }
  }

  /// The gradient of `maxPool2x2` to its `input`.
  ///
  /// - Parameters:
  ///   - output: What `input.maxPool2x2()` gave.
  ///   - relu: `input` is a ReLU's output, and the gradient is masked by it.
  /// - Throws: `TorchError` for shapes that do not fit.
  public func maxPool2x2Gradient(input: Tensor, output: Tensor, relu: Bool) throws(TorchError) -> Tensor {
    try attempt("2×2 max pool gradient", [self, input, output]) {
      ct_max_pool_2x2_gradient($0[0], $0[1], $0[2], relu, $1)
    }
  }
}

// MARK: - Averages

extension Tensor {
  /// The mean of each window, whose dilation must be 1.
  ///
  /// - Parameters:
  ///   - ceiling: A last window that sticks out counts.
  ///   - countsPadding: Borders count as zeros; without it a window's mean is that of the elements inside the picture.
  /// - Throws: `TorchError` when no window fits, or a border is more than half a kernel.
  public func averagePooled(
    _ window: Window, ceiling: Bool = false, countsPadding: Bool = true
  ) throws(TorchError) -> Tensor {
    let means = try centering(window, value: 0) { input, window throws(TorchError) in
      try attempt("average pool", [input]) { ct_average_pool($0[0], &window, ceiling, countsPadding, $1) }
    }
    guard !window.isCentered, !countsPadding else { return means }
    let ones = try Tensor.ones([1, 1] + shape.suffix(2), dtype: dtype, device: device)
    return try means / ones.averagePooled(window, ceiling: ceiling)
  }

  /// The gradient of an average pool to its `input`.
  ///
  /// - Precondition: `window` is centered.
  /// - Throws: `TorchError` for shapes that do not fit.
  public func averagePoolGradient(
    input: Tensor, _ window: Window, ceiling: Bool = false, countsPadding: Bool = true
  ) throws(TorchError) -> Tensor {
    precondition(window.isCentered, "the gradient is that of a pool with equal borders")
    var centered = window.centered
    return try attempt("average pool gradient", [self, input]) {
      ct_average_pool_gradient($0[0], $0[1], &centered, ceiling, countsPadding, $1)
    }
  }

  /// The means of a grid of `height` × `width` cells, whatever the size.
  ///
  /// - Throws: `TorchError` for a tensor without rows and columns.
  public func averagePooled(toHeight height: Int, width: Int) throws(TorchError) -> Tensor {
    try attempt("adaptive average pool", [self]) {
      ct_adaptive_average_pool($0[0], Int64(height), Int64(width), $1)
    }
  }

  /// The gradient of the means of a grid of cells to their `input`.
  ///
  /// - Throws: `TorchError` for shapes that do not fit.
  public func averagePoolGradient(input: Tensor) throws(TorchError) -> Tensor {
    try attempt("average pool gradient", [self, input]) {
      ct_adaptive_average_pool_gradient($0[0], $0[1], $1)
    }
  }
}
