public import Datasets

/// What a run tells while it goes.
public enum TrainingEvent: Sendable {
  /// The cache of pictures is being made, before the first step.
  case caching(done: Int, of: Int)
  /// The outputs of the network's frozen part are being computed, before the first step.
  case keeping(done: Int, of: Int)
  /// Something that a person should know.
  case note(String)
  /// A step is done.
  case step(StepReport)
  /// An epoch and its test are done; with what was said about each test picture.
  case epoch(EpochReport, Evaluation)
  /// A picture could not be read and was left out; told once per picture.
  case broken(BrokenPicture)
  /// The state was written; the run could be killed now and lose nothing.
  case saved
}

/// Where a run stands after a step.
public struct StepReport: Sendable {
  /// The epoch, counted from 0, and how many there are.
  public let epoch: Int, epochs: Int
  /// The step within the epoch, counted from 0, and how many there are.
  public let step: Int, steps: Int
  /// The side of the pictures in pixels.
  public let size: Int
  /// The step within the whole run, counted from 0.
  public let runStep: Int
  /// The mean loss and the share of right answers of this epoch so far.
  public let loss: Double, accuracy: Double
  /// The mean loss of this step.
  public let stepLoss: Double
  /// The learning rate of this step.
  public let learningRate: Double
  /// Pictures, and the seconds that they took, since the run was started or resumed.
  public let images: Int, seconds: Double
  /// The share of the whole run's arithmetic that is done, 0…1.
  public let fraction: Double
}

/// What an epoch gave; a line of `metrics.jsonl`.
public struct EpochReport: Sendable, Codable, Equatable {
  /// The epoch, counted from 1.
  public let epoch: Int
  /// The side of the training pictures in pixels.
  public let size: Int
  /// The pictures that `testLoss` and what follows it are about.
  public enum Part: String, Sendable, Codable {
    /// Those kept for testing.
    case test
    /// Those held out of the training part.
    case holdOut = "hold-out"
  }
  /// The pictures that `testLoss` and what follows it are about.
  public let tested: Part
  /// The learning rate of the last step.
  public let learningRate: Double
  /// Mean loss and share of right answers over the training pictures, as they were seen.
  public let trainLoss: Double, trainAccuracy: Double
  /// Mean loss and share of right answers over the test pictures.
  public let testLoss: Double, testAccuracy: Double
  /// The mean over the classes of the share of right answers.
  public let testClassAccuracy: Double
  /// The share of right answers over the hold-out, where there is one; it chooses the best epoch.
  public var holdOutAccuracy: Double?
  /// The time that training and testing took in seconds, since the epoch's start or resumption.
  public let seconds: Double
  /// The share of the training steps' time, 0…1, that they waited for pictures to be read and decoded, over all
  /// processes; `nil` where an earlier version wrote the report.
  public var waiting: Double?

  /// Whether steps wait long enough to do something about it: more than 5 % of their time, and a second of the epoch.
  public var isHeldUpByLoading: Bool {
    guard let waiting else { return false }
    return waiting > 0.05 && waiting * seconds > 1
  }
}

extension [EpochReport] {
  /// The epoch with the highest accuracy on the hold-out, without one on the test pictures; of equals the one with the
  /// lower loss, then the first.
  public var best: EpochReport? {
    self.max {
      let (a, b) = ($0.holdOutAccuracy ?? $0.testAccuracy, $1.holdOutAccuracy ?? $1.testAccuracy)
      return (a, $1.testLoss, $1.epoch) < (b, $0.testLoss, $0.epoch)
    }
  }
}

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

  /// The next batch of a source; the wait for it counts.
  mutating func next(of source: inout BatchSource) throws -> StepInput? {
    let asked = clock.now
    defer { waited += (clock.now - asked) / .seconds(1) }
    return try source.next()
  }

  /// The share of the time so far that all processes together have spent waiting, 0…1.
  func share(_ replica: Replica) throws(TrainingError) -> Double {
    let sums = try replica.sum([waited, (clock.now - start) / .seconds(1)])
    return sums[1] > 0 ? min(sums[0] / sums[1], 1) : 0
  }
}
