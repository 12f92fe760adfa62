internal import CTorch

// 3×3 convolutions of stride 1 and padding 1 by Winograd's minimal filtering (Lavin & Gray 2016).

/// The outputs that Winograd's minimal filtering computes together.
public enum WinogradTiles: Int64, Sendable {
  /// 2×2, F(2×2, 3×3): 2.25 times fewer products than the direct form, and twice its rounding error.
  case small = 2
  /// 4×4, F(4×4, 3×3): 4 times fewer products; five times the direct form's rounding error, and too much of it in bfloat16.
  case large = 4
}

extension Runtime {
  /// Whether `winogradConvolution` runs on this processor with elements of that type.
  public static func hasWinograd(_ dtype: DType) -> Bool { ct_winograd_available(dtype.code) }
}

extension Tensor {
  /// A weight `[out, in, 3, 3]`, whose channels are multiples of 16, laid out for `winogradConvolution` in `dtype`.
  ///
  /// - Parameter transposed: for the gradient to the input, which is the convolution with the weight turned by half a
  ///   circle and inputs and outputs swapped.
  public func winogradWeight(
    transposed: Bool, _ dtype: DType, tiles: WinogradTiles
  ) throws(TorchError) -> Tensor {
    try attempt("winograd weight", [self]) {
      ct_winograd_weight($0[0], transposed, dtype.code, tiles.rawValue, $1)
    }
  }

  /// A 3×3 convolution of stride 1 and padding 1 of a channels-last tensor, by Winograd's minimal filtering, plus a
  /// float32 `bias`.
  ///
  /// - Parameters:
  ///   - relu: takes max(x, 0) of it.
  ///   - mask: of the output's shape; where it is not above zero, so is the result.
  public func winogradConvolution(
    _ laidOutWeight: Tensor, bias: Tensor? = nil, relu: Bool = false, mask: Tensor? = nil
  ) throws(TorchError) -> Tensor {
    try attempt("winograd convolution", [self, laidOutWeight, bias, mask]) {
      ct_winograd_convolution($0[0], $0[1], $0[2], relu, $0[3], $1)
    }
  }

  /// The convolution with a weight as it is trained, `[out, in, 3, 3]` with channels that are multiples of 16, which
  /// libtorch differentiates; in the tiles that take the fewest products, small ones in bfloat16.
  ///
  /// - Parameter bias: `[out]`.
  public func winogradConvolved(_ weight: Tensor, bias: Tensor?) throws(TorchError) -> Tensor {
    try attempt("winograd convolution", [self, weight, bias]) {
      ct_winograd_differentiable($0[0], $0[1], $0[2], $1)
    }
  }
}
