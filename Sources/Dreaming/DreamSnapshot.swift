public import Torch

/// A dream after one of its steps: how far it is, and what it looks like by then.
public struct DreamSnapshot {
  /// How far the dream is.
  public let progress: DreamProgress
  private let finish: () throws -> Tensor

  init(progress: DreamProgress, finish: @escaping () throws -> Tensor) {
    self.progress = progress
    self.finish = finish
  }

  /// The dream as if it ended here, at its full size: float32 `[1, 3, H, W]` in 0…1.
  ///
  /// It is made when it is asked for, and costs nothing otherwise. To be asked for before the next step, which changes it.
  public func picture() throws -> Tensor { try withoutGradients(finish) }
}
