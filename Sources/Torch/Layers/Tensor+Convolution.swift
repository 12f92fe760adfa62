internal import CTorch

extension Tensor {
  /// 2-D convolution of `[N, in, H, W]` with a weight `[out, in / groups, kernel height, kernel width]`.
  ///
  /// - Parameters:
  ///   - bias: `[out]`.
  ///   - window: How the kernel slides; its size is the weight's.
  /// - Throws: `TorchError` for shapes that do not fit, or pictures smaller than the kernel.
  public func convolved(
    _ weight: Tensor, bias: Tensor?, _ window: Window, groups: Int = 1
  ) throws(TorchError) -> Tensor {
    try centering(window, value: 0) { input, window throws(TorchError) in
      try attempt("convolution", [input, weight, bias]) {
        ct_convolution($0[0], $0[1], $0[2], &window, Int64(groups), $1)
      }
    }
  }

  /// 2-D convolution by pairs for rows and columns, as torch.nn.functional.conv2d has them.
  ///
  /// - Throws: `TorchError` as ``convolved(_:bias:_:groups:)``.
  public func convolved(
    _ weight: Tensor, bias: Tensor?, stride: (Int, Int), padding: (Int, Int), groups: Int = 1
  ) throws(TorchError) -> Tensor {
    let size = weight.shape.suffix(2)
    let window = Window(
      vertical: Window.Axis(kernel: size.first ?? 1, stride: stride.0, padding: padding.0),
      horizontal: Window.Axis(kernel: size.last ?? 1, stride: stride.1, padding: padding.1))
    return try convolved(weight, bias: bias, window, groups: groups)
  }

  /// The adjoint of a convolution: spreads each element over the kernel's place in a tensor of `height` × `width`, whose
  /// convolution has this tensor's size.
  ///
  /// - Parameter weight: `[out, in / groups, k, k]` of the convolution, whose output this tensor is like.
  /// - Throws: `TorchError` for shapes that do not fit.
  public func spread(
    _ weight: Tensor, stride: Int, padding: Int, height: Int, width: Int, groups: Int = 1
  ) throws(TorchError) -> Tensor {
    try attempt("transposed convolution", [self, weight]) {
      ct_transposed_convolution(
        $0[0], $0[1], Int64(stride), Int64(padding), Int64(height), Int64(width), Int64(groups), $1)
    }
  }
}

// MARK: - With a fixed weight

extension Tensor {
  /// A weight `[out, in / groups, kernel height, kernel width]` laid out in memory as `fusedConvolution` reads it fastest.
  ///
  /// - Precondition: `window` is centered.
  /// - Throws: `TorchError` when there is no memory for it.
  public func packedWeight(_ window: Window, groups: Int = 1) throws(TorchError) -> Tensor {
    precondition(window.isCentered, "a packed convolution has equal borders")
    var centered = window.centered
    return try attempt("pack weight", [self]) { ct_packed_weight($0[0], &centered, Int64(groups), $1) }
  }

  /// A convolution of `[N, in, H, W]` with a packed weight; with `relu`, max(x, 0) of it in the same pass.
  ///
  /// - Precondition: `window` is the one that the weight was packed for.
  /// - Throws: `TorchError` for shapes that do not fit.
  public func fusedConvolution(
    _ packedWeight: Tensor, bias: Tensor?, _ window: Window, groups: Int = 1, relu: Bool
  ) throws(TorchError) -> Tensor {
    var centered = window.centered
    return try attempt("convolution", [self, packedWeight, bias]) {
      ct_fused_convolution($0[0], $0[1], $0[2], &centered, Int64(groups), relu, $1)
    }
  }

  /// With this gradient to the output of a convolution with `weight`: the gradient to its input of `shape`.
  ///
  /// - Parameters:
  ///   - weight: `[out, in / groups, kernel height, kernel width]`, not packed.
  ///   - shape: `[N, in, H, W]`.
  /// - Precondition: `window` is centered.
  /// - Throws: `TorchError` for shapes that do not fit.
  public func convolutionGradient(
    _ weight: Tensor, inputShape shape: [Int], _ window: Window, groups: Int = 1
  ) throws(TorchError) -> Tensor {
    precondition(shape.count == 4, "a convolution's input is [N, C, H, W]")
    precondition(window.isCentered, "the gradient is that of a convolution with equal borders")
    let sizes = shape.map(Int64.init)
    var centered = window.centered
    return try attempt("convolution gradient", [self, weight]) {
      ct_convolution_gradient($0[0], $0[1], sizes, &centered, Int64(groups), $1)
    }
  }
}
