import Foundation
internal import Imaging

/// The event file of a run, which `tensorboard --logdir` shows: curves, pictures, settings.
///
/// A run has one file. A run that goes on appends to it, and tells TensorBoard to forget what an earlier, killed part
/// had logged beyond the state from which it goes on.
struct TensorBoardLog {
  /// The tags that are logged.
  enum Tag {
    static let trainLoss = "loss/train"
    static let testLoss = "loss/test"
    static let trainAccuracy = "accuracy/train"
    static let testAccuracy = "accuracy/test"
    static let testClassAccuracy = "accuracy/test_class_mean"
    static let learningRate = "learning_rate"
    static let epoch = "epoch"
    static let waiting = "loading/waiting"
    static let pictures = "pictures/train"
  }

  private let file: RecordFile
  private let clock: () -> Double

  /// Opens the log at `path` for a run that has taken `step` steps, or makes it.
  ///
  /// - Parameters:
  ///   - settings: the run's settings by name.
  ///   - clock: gives the seconds since 1970.
  /// - Throws: `TrainingError.cannotWrite`.
  init(
    path: String, step: Int, settings: [String: String],
    clock: @escaping () -> Double = { Date().timeIntervalSince1970 }
  ) throws(TrainingError) {
    file = try RecordFile(appendingTo: path)
    self.clock = clock
    if file.wasEmpty {
      try append(.format, step: 0)
    } else {
      try append(.restart, step: step > 0 ? step + 1 : 0)
    }
    guard file.wasEmpty || step == 0 else { return }
    try append(
      .summaries([
        .settings(settings), .measures([Tag.testAccuracy, Tag.testClassAccuracy, Tag.testLoss]),
        .layout(
          "Training",
          charts: [
            "loss": [Tag.trainLoss, Tag.testLoss],
            "accuracy": [Tag.trainAccuracy, Tag.testAccuracy, Tag.testClassAccuracy],
            "learning rate": [Tag.learningRate],
          ]),
      ]), step: 0)
  }

  /// Adds points to curves; what is not finite is left out, as no curve can show it.
  ///
  /// - Parameter step: the steps that the run has taken.
  func log(_ scalars: KeyValuePairs<String, Double>, step: Int) throws(TrainingError) {
    try log(scalars.filter(\.value.isFinite).map { .scalar($0.key, $0.value) }, step: step)
  }

  /// Adds a picture.
  func log(_ tag: String, _ picture: Image, step: Int) throws {
    let png = try picture.encoded(as: .png)
    let value = TensorBoardSummary.Value.picture(png: png, width: picture.width, height: picture.height)
    try log([TensorBoardSummary(tag: tag, value: value)], step: step)
  }

  /// Adds values.
  func log(_ summaries: [TensorBoardSummary], step: Int) throws(TrainingError) {
    try append(.summaries(summaries), step: step)
  }

  private func append(_ content: TensorBoardEvent.Content, step: Int) throws(TrainingError) {
    try file.append(TensorBoardEvent(wallTime: clock(), step: step, content: content).message.bytes)
  }
}
