public import Torch

/// A dream after one of its steps: how far it is, and what it looks like by then.
public final class DreamSnapshot {
  /// How far the dream is.
  public let progress: DreamProgress
  /// Whether the dream ends here.
  public private(set) var isStopped = false

  /// The level's picture, `[N, 3, h, w]` in the network's normalization.
  private let levelPicture: Tensor
  /// The photo at the level's size, where only the change goes to the next; `nil`: the whole picture does.
  private let levelPhoto: Tensor?
  /// The photo at the dream's size.
  private let base: Tensor
  private let display: DreamDisplay

  init(
    _ progress: DreamProgress, picture: Tensor, photo: Tensor?, base: Tensor, display: DreamDisplay
  ) {
    self.progress = progress
    levelPicture = picture
    levelPhoto = photo
    self.base = base
    self.display = display
  }

  /// The dream as if it ended here, at its full size: float32 `[1, 3, H, W]` in 0…1.
  ///
  /// It is made when it is asked for, and costs nothing otherwise. To be asked for before the next step,
  /// which changes it.
  public func picture() throws(TorchError) -> Tensor {
    try withoutGradients { () throws(TorchError) in try display.show(enlarged()) }
  }

  /// Ends the dream after this step, with the picture as it is.
  public func stop() { isStopped = true }

  /// The picture at the dream's size, in the network's normalization.
  func enlarged() throws(TorchError) -> Tensor {
    guard let levelPhoto else { return try levelPicture.resized(to: display.size) }
    return try base + (levelPicture - levelPhoto).resized(to: display.size)
  }
}

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
