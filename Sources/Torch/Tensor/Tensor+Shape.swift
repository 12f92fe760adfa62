internal import CTorch

extension Tensor {
  /// The tensor with elements of another type; itself when it has that type already.
  public func to(_ dtype: DType) throws(TorchError) -> Tensor {
    try attempt("convert", [self]) { ct_to_type($0[0], dtype.code, $1) }
  }

  /// The tensor on another device; itself when it is there already.
  public func to(_ device: Device) throws(TorchError) -> Tensor {
    try attempt("move", [self]) { ct_to_device($0[0], device.description, $1) }
  }

  /// The tensor laid out in memory in the order of its dimensions.
  public func contiguous() throws(TorchError) -> Tensor {
    try attempt("contiguous", [self]) { ct_contiguous($0[0], false, $1) }
  }

  /// A `[N, C, H, W]` tensor laid out in memory as `[N, H, W, C]`; the shape stays.
  public func channelsLast() throws(TorchError) -> Tensor {
    try attempt("channels last", [self]) { ct_contiguous($0[0], true, $1) }
  }

  /// A copy in memory of its own.
  public func clone() throws(TorchError) -> Tensor {
    try attempt("clone", [self]) { ct_clone($0[0], $1) }
  }

  /// The same elements under another shape; one length may be −1.
  public func reshaped(_ shape: [Int]) throws(TorchError) -> Tensor {
    let sizes = shape.map(Int64.init)
    return try attempt("reshape", [self]) { ct_reshape($0[0], sizes, sizes.count, $1) }
  }

  /// The dimensions in another order.
  public func permuted(_ order: [Int]) throws(TorchError) -> Tensor {
    let dimensions = order.map(Int64.init)
    return try attempt("permute", [self]) { ct_permute($0[0], dimensions, dimensions.count, $1) }
  }

  /// A view of `range` along a dimension.
  public func narrowed(_ dimension: Int, _ range: Range<Int>) throws(TorchError) -> Tensor {
    try attempt("narrow", [self]) {
      ct_narrow($0[0], Int64(dimension), Int64(range.lowerBound), Int64(range.count), $1)
    }
  }

  /// A view in which neighbors along each dimension lie `strides` elements apart, from the element `offset` of the
  /// memory on.
  ///
  /// - Throws: `TorchError` when it would reach beyond the memory.
  public func strided(_ shape: [Int], strides: [Int], offset: Int = 0) throws(TorchError) -> Tensor {
    let (sizes, steps) = (shape.map(Int64.init), strides.map(Int64.init))
    return try attempt("strided view", [self]) {
      ct_as_strided($0[0], sizes, steps, sizes.count, Int64(offset), $1)
    }
  }

  /// The slices at `indices` (int64) along a dimension, copied.
  public func selecting(_ indices: Tensor, along dimension: Int) throws(TorchError) -> Tensor {
    try attempt("select", [self, indices]) { ct_index_select($0[0], Int64(dimension), $0[1], $1) }
  }

  /// The tensor mirrored along a dimension.
  public func flipped(_ dimension: Int) throws(TorchError) -> Tensor {
    try attempt("flip", [self]) { ct_flip($0[0], Int64(dimension), $1) }
  }

  /// The tensor moved in a circle by `dy` rows and `dx` columns over its last two dimensions.
  public func rolled(dy: Int, dx: Int) throws(TorchError) -> Tensor {
    let shifts = [Int64(dy), Int64(dx)]
    let dimensions: [Int64] = [-2, -1]
    return try attempt("roll", [self]) { ct_roll($0[0], shifts, dimensions, 2, $1) }
  }

  /// Copies `source` into this tensor's memory, broadcast and converted.
  public func copy(from source: Tensor) throws(TorchError) {
    try perform("copy", [self, source]) { ct_copy($0[0], $0[1], $1) }
  }

  /// Tensors joined along an existing dimension.
  public static func concatenated(_ tensors: [Tensor], along dimension: Int) throws(TorchError) -> Tensor {
    try attempt("concatenate", tensors) { ct_concatenate($0, $0.count, Int64(dimension), $1) }
  }

  /// Tensors of one shape joined along a new first dimension.
  public static func stacked(_ tensors: [Tensor]) throws(TorchError) -> Tensor {
    try attempt("stack", tensors) { ct_stack($0, $0.count, $1) }
  }
}
