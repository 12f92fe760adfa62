public import Torch

/// How far a dream is, after each gradient step.
public struct DreamProgress: Sendable, Equatable {
  /// The level, from 1.
  public let level: Int
  /// The number of levels.
  public let levels: Int
  /// The level's size.
  public let size: PixelSize
  /// The step at this level, from 1.
  public let iteration: Int
  /// The number of steps at each level.
  public let iterations: Int
  /// The objective's value for the picture before the step; it rises from step to step, more or less.
  public let objective: Double
  /// Pixels · iterations done so far.
  public let workDone: Int
  /// Pixels · iterations of the whole dream.
  public let work: Int

  /// The steps done so far over all levels.
  public var stepsDone: Int { (level - 1) * iterations + iteration }
  /// The steps of the whole dream.
  public var steps: Int { levels * iterations }
}
