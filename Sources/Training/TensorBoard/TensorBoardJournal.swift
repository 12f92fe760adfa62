internal import Networks
internal import Torch

/// What a training run tells TensorBoard, under the tags that its users expect.
struct TensorBoardJournal {
  private typealias Tag = TensorBoardLog.Tag

  private let log: TensorBoardLog
  private let normalization: Normalization

  /// A journal at `path` of a run that has taken `step` steps.
  ///
  /// - Throws: `TrainingError.cannotWrite`.
  init(path: String, step: Int, options: TrainingOptions) throws {
    log = try TensorBoardLog(path: path, step: step, settings: options.texts())
    normalization = options.normalization
  }

  /// A step: its loss and its rate.
  ///
  /// - Parameter step: the steps that the run has taken, this one included.
  func log(loss: Double, learningRate: Double, step: Int) throws(TrainingError) {
    try log.log([Tag.trainLoss: loss, Tag.learningRate: learningRate], step: step)
  }

  /// Training pictures `[N, 3, S, S]`, normalised, as the network saw them.
  func log(_ pictures: Tensor, step: Int) throws {
    try log.log(Tag.pictures, PictureGrid.image(of: pictures, normalization), step: step)
  }

  /// The end of an epoch.
  func log(_ epoch: EpochReport, step: Int) throws(TrainingError) {
    try log.log(
      [
        Tag.testLoss: epoch.testLoss, Tag.trainAccuracy: epoch.trainAccuracy,
        Tag.testAccuracy: epoch.testAccuracy, Tag.testClassAccuracy: epoch.testClassAccuracy,
        Tag.epoch: Double(epoch.epoch), Tag.waiting: epoch.waiting ?? 0,
      ], step: step)
  }
}
