import Datasets
internal import Imaging
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

  /// Training pictures `[N, 3, S, S]`, normalized, as the network saw them.
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

/// Pictures of a batch side by side, eight in a row, as the network sees them.
enum PictureGrid {
  private static let columns = 8
  private static let mostPictures = 32
  private static let longestSide = 128
  private static let gap = 2

  /// The grid of the first pictures of a batch `[N, 3, S, S]` that was normalized, at most 32 of them and scaled to at most
  /// 128 pixels a side.
  static func image(of pictures: Tensor, _ normalization: Normalization) throws(TorchError) -> Image {
    let count = min(pictures.shape[0], mostPictures)
    let side = min(pictures.shape[2], longestSide)
    var tiles = try normalization.denormalize(pictures.detached().narrowed(0, 0..<count).to(.float32))
    if side < pictures.shape[2] { tiles = try tiles.resized(height: side, width: side, antialias: true) }
    let (across, step) = (min(count, columns), side + gap)
    let grid = try Tensor.zeros([
      3, (count + across - 1) / across * step - gap, across * step - gap,
    ])
    for index in 0..<count {
      let (x, y) = (index % across * step, index / across * step)
      try grid.narrowed(1, y..<(y + side)).narrowed(2, x..<(x + side))
        .copy(from: tiles.narrowed(0, index..<(index + 1)).reshaped([3, side, side]))
    }
    return try Image(grid)
  }
}
