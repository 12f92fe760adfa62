internal import Datasets

/// How long the steps of an epoch wait for their batches.
struct WaitingTime {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  /// Seconds that steps have waited so far.
  private(set) var waited = 0.0

  /// Starts to count.
  init() { start = clock.now }

  /// The next batch of a loader; the wait for it counts.
  mutating func next(of loader: BatchLoader) -> Batch? {
    let asked = clock.now
    defer { waited += (clock.now - asked) / .seconds(1) }
    return loader.next()
  }

  /// The share of the time so far that all processes together have spent waiting, 0…1.
  func share(_ replica: Replica) throws(TrainingError) -> Double {
    let sums = try replica.sum([waited, (clock.now - start) / .seconds(1)])
    return sums[1] > 0 ? min(sums[0] / sums[1], 1) : 0
  }
}
