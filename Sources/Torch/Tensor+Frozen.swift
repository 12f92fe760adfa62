internal import CTorch

// What a network with fixed weights runs on: fused layers, and gradients to the input alone.

// MARK: - Convolutions

extension Tensor {
  /// A weight `[out, in, k, k]` laid out in memory as `fusedConvolution` reads it fastest.
  public func packedWeight(stride: Int, padding: Int) throws(TorchError) -> Tensor {
    try attempt("pack weight", [self]) { ct_packed_weight($0[0], Int64(stride), Int64(padding), $1) }
  }

  /// A convolution with a packed weight, plus `addend` of the output's shape, and with `rectified` max(x, 0) of that.
  public func fusedConvolution(
    _ packedWeight: Tensor, bias: Tensor?, adding addend: Tensor? = nil, stride: Int, padding: Int,
    rectified: Bool
  ) throws(TorchError) -> Tensor {
    try attempt("convolution", [self, packedWeight, bias, addend]) {
      ct_fused_convolution($0[0], $0[1], $0[2], $0[3], Int64(stride), Int64(padding), rectified, $1)
    }
  }

  /// With this gradient to the output of a convolution with `weight` `[out, in, k, k]`: the gradient to its input of `shape`.
  public func convolutionGradient(
    _ weight: Tensor, inputShape shape: [Int], stride: Int, padding: Int
  ) throws(TorchError) -> Tensor {
    precondition(shape.count == 4, "a convolution's input is [N, C, H, W]")
    let sizes = shape.map(Int64.init)
    return try attempt("convolution gradient", [self, weight]) {
      ct_convolution_gradient($0[0], $0[1], sizes, Int64(stride), Int64(padding), $1)
    }
  }
}

// MARK: - ReLU

extension Tensor {
  /// This gradient where `activation` is above zero, and zero elsewhere: the way back through a ReLU.
  public func masked(by activation: Tensor) throws(TorchError) -> Tensor {
    try attempt("mask", [self, activation]) { ct_masked($0[0], $0[1], $1) }
  }

  /// `masked(by:)` in this tensor's memory.
  public func mask(by activation: Tensor) throws(TorchError) {
    try perform("mask in place", [self, activation]) { ct_mask_in_place($0[0], $0[1], $1) }
  }
}

// MARK: - Pools

extension Runtime {
  /// Whether `halved` runs on this processor with elements of that type.
  public static func hasHalving(_ dtype: DType) -> Bool { ct_halving_available(dtype.code) }
}

extension Tensor {
  /// The largest of each 2×2 of a channels-last tensor whose channels are a multiple of 16.
  public func halved() throws(TorchError) -> Tensor { try attempt("halve", [self]) { ct_halve($0[0], $1) } }

  /// With this gradient to `output`, which is `input.halved()`: the gradient to `input`.
  ///
  /// - Parameter rectified: `input` is a ReLU's output, and the gradient is masked by it.
  public func halvedGradient(input: Tensor, output: Tensor, rectified: Bool) throws(TorchError) -> Tensor {
    try attempt("halve gradient", [self, input, output]) {
      ct_halve_gradient($0[0], $0[1], $0[2], rectified, $1)
    }
  }

  /// A max pool, and where each maximum was.
  public func maxPooledWithIndices(
    kernel: Int, stride: Int, padding: Int, ceiling: Bool
  ) throws(TorchError) -> (output: Tensor, indices: Tensor) {
    var indices: OpaquePointer?
    let output = try attempt("max pool", [self]) {
      ct_max_pool_with_indices(
        $0[0], Int64(kernel), Int64(stride), Int64(padding), ceiling, &indices, $1)
    }
    guard let indices else { throw TorchError(.other, operation: "max pool", details: "no indices") }
    return (output, Tensor(owning: indices))
  }

  /// With this gradient to the output of a max pool: the gradient to its `input`.
  public func maxPoolGradient(
    input: Tensor, indices: Tensor, kernel: Int, stride: Int, padding: Int, ceiling: Bool
  ) throws(TorchError) -> Tensor {
    try attempt("max pool gradient", [self, input, indices]) {
      ct_max_pool_gradient(
        $0[0], $0[1], $0[2], Int64(kernel), Int64(stride), Int64(padding), ceiling, $1)
    }
  }

  /// With this gradient to the output of an average pool: the gradient to its `input`.
  public func averagePoolGradient(
    input: Tensor, kernel: Int, stride: Int, padding: Int
  ) throws(TorchError) -> Tensor {
    try attempt("average pool gradient", [self, input]) {
      ct_average_pool_gradient($0[0], $0[1], Int64(kernel), Int64(stride), Int64(padding), $1)
    }
  }

  /// With this gradient to the averages over a grid of cells: the gradient to their `input`.
  public func averagePoolGradient(input: Tensor) throws(TorchError) -> Tensor {
    try attempt("average pool gradient", [self, input]) {
      ct_adaptive_average_pool_gradient($0[0], $0[1], $1)
    }
  }
}
