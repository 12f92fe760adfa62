public import Imaging
internal import Torch

/// A visualisation after one of its steps: how far it is, and what its pictures look like by then.
public struct VisualizationSnapshot {
  /// The share of the work that is done, 0…1.
  public let share: Double
  private let finish: () throws -> [[Image]]

  init(share: Double, finish: @escaping () throws -> [[Image]]) {
    self.share = share
    self.finish = finish
  }

  /// The pictures of each target as if the climb ended here, at their full size; none of a target whose climb has not begun.
  ///
  /// They are made when they are asked for. To be asked for before the next step, which changes them.
  public func pictures() throws -> [[Image]] { try withoutGradients(finish) }
}
