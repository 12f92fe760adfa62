internal import CTorch

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
