extension TrainingOptions {
  /// Fewer training pictures than these are few for a start from random weights.
  public static let fewPictures = 1000

  /// The epochs and the batch for so many training pictures of a run from random weights with a single size: at least some
  /// 1,500 steps, up to 60 epochs; batches of 16 where pictures are few. `plain`'s otherwise.
  public static func usual(forPictures count: Int) -> (epochs: Int, batchSize: Int) {
    let usual = TrainingOptions()
    let batchSize = count < fewPictures ? 16 : usual.batchSize.pictures ?? 32
    let steps = max(count / batchSize, 1)
    return (min(max((1500 + steps - 1) / steps, usual.totalEpochs), 60), batchSize)
  }

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
