extension DreamOptions {
  /// Checks every field against its range. A dream does this itself before any work.
  ///
  /// - Throws: `DreamError.option` with the flag, what it takes and what it got.
  public func validate() throws(DreamError) {
    try check("--pyramid-size", pyramidSize, in: 1...50)
    try check("--pyramid-ratio", pyramidRatio, above: 1, upTo: 10)
    try check("--iterations", iterations, in: 1...100_000)
    try check("--learning-rate", learningRate, above: 0, upTo: 100)
    try check("--spatial-shift", spatialShift, in: 0...10_000)
    try check("--smoothing", smoothing, in: 0...100)
    try check("--total-variation", totalVariation, in: 0...10)
    try check("--l2", l2, in: 0...10)
    try check("--strength", strength, in: 0...1)
    if let width { try check("--width", width, in: Self.widths) }
  }

  /// The widths that a dream can have, in pixels.
  static let widths = Pyramid.smallestSide...30_000

  private func check(_ flag: String, _ value: Int, in range: ClosedRange<Int>) throws(DreamError) {
    guard range.contains(value) else {
      throw .option(
        flag, takes: "a whole number from \(range.lowerBound) to \(range.upperBound)", got: "\(value)")
    }
  }

  /// NaN is in no range.
  private func check(_ flag: String, _ value: Double, in range: ClosedRange<Int>) throws(DreamError) {
    guard value >= Double(range.lowerBound), value <= Double(range.upperBound) else {
      throw .option(
        flag, takes: "a number from \(range.lowerBound) to \(range.upperBound)", got: "\(value)")
    }
  }

  /// NaN fails both comparisons.
  private func check(_ flag: String, _ value: Double, above lower: Int, upTo upper: Int) throws(DreamError) {
    guard value > Double(lower), value <= Double(upper) else {
      throw .option(flag, takes: "a number above \(lower), up to \(upper)", got: "\(value)")
    }
  }
}
