internal import CTorch

// MARK: - Arithmetic, with broadcasting

extension Tensor {
  /// Elementwise sum.
  public static func + (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try attempt("add", [a, b]) { ct_add($0[0], $0[1], 1, $1) }
  }

  /// Elementwise difference.
  public static func - (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try attempt("subtract", [a, b]) { ct_add($0[0], $0[1], -1, $1) }
  }

  /// Elementwise product.
  public static func * (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try attempt("multiply", [a, b]) { ct_multiply($0[0], $0[1], $1) }
  }

  /// Elementwise quotient.
  public static func / (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try attempt("divide", [a, b]) { ct_divide($0[0], $0[1], $1) }
  }

  /// The sum with a number.
  public static func + (a: Tensor, b: Double) throws(TorchError) -> Tensor {
    try attempt("add", [a]) { ct_add_scalar($0[0], b, $1) }
  }

  /// The difference with a number.
  public static func - (a: Tensor, b: Double) throws(TorchError) -> Tensor {
    try a + -b
  }

  /// The product with a number.
  public static func * (a: Tensor, b: Double) throws(TorchError) -> Tensor {
    try attempt("multiply", [a]) { ct_multiply_scalar($0[0], b, $1) }
  }

  /// The square of each element.
  public func squared() throws(TorchError) -> Tensor {
    try attempt("square", [self]) { ct_square($0[0], $1) }
  }

  /// The square root of each element.
  public func squareRoot() throws(TorchError) -> Tensor {
    try attempt("square root", [self]) { ct_sqrt($0[0], $1) }
  }

  /// The absolute value of each element.
  public func magnitude() throws(TorchError) -> Tensor {
    try attempt("absolute value", [self]) { ct_abs($0[0], $1) }
  }

  /// Each element rounded to the nearest integer, halves to even.
  public func rounded() throws(TorchError) -> Tensor { try attempt("round", [self]) { ct_round($0[0], $1) } }

  /// Where the two are equal, as booleans.
  public func isEqual(to other: Tensor) throws(TorchError) -> Tensor {
    try attempt("compare", [self, other]) { ct_equal($0[0], $0[1], $1) }
  }

  /// The matrix product over the last two dimensions.
  public func matrixProduct(_ other: Tensor) throws(TorchError) -> Tensor {
    try attempt("matrix product", [self, other]) { ct_matmul($0[0], $0[1], $1) }
  }

  /// Each element held within `lower…upper`.
  public func clamped(_ lower: Double, _ upper: Double) throws(TorchError) -> Tensor {
    try attempt("clamp", [self]) { ct_clamp($0[0], lower, upper, $1) }
  }
}

// MARK: - In place

extension Tensor {
  /// Adds `scale · other` to this tensor's memory.
  public func add(_ other: Tensor, scale: Double = 1) throws(TorchError) {
    try perform("add in place", [self, other]) { ct_add_in_place($0[0], $0[1], scale, $1) }
  }

  /// Multiplies this tensor's memory by `other`.
  public func multiply(by other: Tensor) throws(TorchError) {
    try perform("multiply in place", [self, other]) { ct_multiply_in_place($0[0], $0[1], $1) }
  }

  /// Multiplies this tensor's memory by a number.
  public func multiply(by factor: Double) throws(TorchError) {
    try perform("multiply in place", [self]) { ct_scale_in_place($0[0], factor, $1) }
  }

  /// Divides this tensor's memory by `other`.
  public func divide(by other: Tensor) throws(TorchError) {
    try perform("divide in place", [self, other]) { ct_divide_in_place($0[0], $0[1], $1) }
  }

  /// Moves this tensor's memory towards `other` by the share `weight`.
  public func interpolate(towards other: Tensor, weight: Double) throws(TorchError) {
    try perform("interpolate in place", [self, other]) { ct_lerp_in_place($0[0], $0[1], weight, $1) }
  }

  /// Holds this tensor's memory within two tensors' values, broadcast.
  public func clamp(_ lower: Tensor, _ upper: Tensor) throws(TorchError) {
    try perform("clamp in place", [self, lower, upper]) { ct_clamp_in_place($0[0], $0[1], $0[2], $1) }
  }
}

// MARK: - Reductions

extension Tensor {
  /// The sum over `dimensions`, or over everything.
  public func sum(_ dimensions: [Int] = [], keepingDimensions: Bool = false) throws(TorchError) -> Tensor {
    let list = dimensions.map(Int64.init)
    return try attempt("sum", [self]) { ct_sum($0[0], list, list.count, keepingDimensions, $1) }
  }

  /// The mean over `dimensions`, or over everything.
  public func mean(_ dimensions: [Int] = [], keepingDimensions: Bool = false) throws(TorchError) -> Tensor {
    let list = dimensions.map(Int64.init)
    return try attempt("mean", [self]) { ct_mean($0[0], list, list.count, keepingDimensions, $1) }
  }

  /// The unbiased standard deviation over `dimensions`, or over everything.
  public func standardDeviation(
    _ dimensions: [Int] = [], keepingDimensions: Bool = false
  ) throws(TorchError) -> Tensor {
    let list = dimensions.map(Int64.init)
    return try attempt("standard deviation", [self]) {
      ct_standard_deviation($0[0], list, list.count, keepingDimensions, $1)
    }
  }

  /// The largest element.
  public func maximum() throws(TorchError) -> Tensor {
    try attempt("maximum", [self]) { ct_maximum($0[0], $1) }
  }

  /// The smallest element.
  public func minimum() throws(TorchError) -> Tensor {
    try attempt("minimum", [self]) { ct_minimum($0[0], $1) }
  }

  /// The index (int64) of the largest element along a dimension.
  public func indexOfMaximum(along dimension: Int) throws(TorchError) -> Tensor {
    try attempt("index of maximum", [self]) { ct_argmax($0[0], Int64(dimension), $1) }
  }

  /// The `count` largest along the last dimension, largest first, and where they are (int64).
  public func largest(_ count: Int) throws(TorchError) -> (values: Tensor, indices: Tensor) {
    var values: OpaquePointer?
    var indices: OpaquePointer?
    try perform("largest", [self]) { ct_top($0[0], Int64(count), &values, &indices, $1) }
    guard let values, let indices else {
      throw TorchError(.other, operation: "largest", details: "no result")
    }
    return (Tensor(owning: values), Tensor(owning: indices))
  }
}

// MARK: - Fourier transforms

extension Tensor {
  /// The tensor with its two-dimensional spectrum, over the last two dimensions, multiplied by real `gains`
  /// `[H, W / 2 + 1]`: the gain of each pair of frequencies in the order of a real transform (fft frequencies down,
  /// the half that is not negative across).
  public func filteringSpectrum(_ gains: Tensor) throws(TorchError) -> Tensor {
    try attempt("spectrum filter", [self, gains]) { ct_filter_spectrum($0[0], $0[1], $1) }
  }

  /// The power |F|² of each pair of frequencies of a real tensor `[…, H, W]`, as `[…, H, W / 2 + 1]`, not scaled.
  ///
  /// Rows are in the order of `fftfreq`: 0, 1, …, −2, −1 over H. Columns are the half that is not negative: 0 … ½.
  public func powerSpectrum() throws(TorchError) -> Tensor {
    try attempt("power spectrum", [self]) { ct_power_spectrum($0[0], $1) }
  }
}
