extension TrainingOptions {
  /// All epochs of all stages.
  public var totalEpochs: Int { epochs.reduce(0, +) }

  /// The side of the pictures in an epoch, counted from 0.
  public func size(inEpoch epoch: Int) -> Int {
    var end = 0
    for (size, count) in zip(sizes, epochs) {
      end += count
      if epoch < end { return size }
    }
    return sizes.last ?? 0
  }

  /// The side of the pictures when testing: random crops show things larger than they are, so that a network sees best
  /// at a size a little above the one it was trained with (Touvron et al. 2019). 8/7 of it, in steps of 8 pixels.
  /// The paper's VGG has one size only and keeps it.
  public func testSize(for size: Int) -> Int {
    network.hasSuffix("_paper") || fit == .stretch ? size : (size * 8 / 7 + 7) / 8 * 8
  }

  /// The share of the run's arithmetic that is done after `share` of an epoch, counted from 0; a picture costs as much as
  /// it has pixels.
  func fraction(epoch: Int, share: Double) -> Double {
    func cost(_ epoch: Int) -> Double { Double(size(inEpoch: epoch) * size(inEpoch: epoch)) }
    let done = (0..<epoch).map(cost).reduce(0, +) + cost(epoch) * share
    return done / (0..<totalEpochs).map(cost).reduce(0, +)
  }
}
