internal import Datasets
public import Torch

/// What training steps cost.
public struct StepTiming: Sendable {
  /// The pictures of a step.
  public let pictures: Int
  /// The seconds that each step took by itself.
  public private(set) var seconds: [Double] = []
  /// The seconds that each step waited for its pictures before.
  public private(set) var waited: [Double] = []

  /// Steps that nobody counts.
  private static let uncounted = 2

  /// Times `count` steps on pictures of noise, without reading and decoding.
  ///
  /// - Parameter options: the network, its head, the first size, the batch's size, the precision, and what else a step does.
  /// - Throws: `TrainingError` or `NetworkError` for options that do not go together.
  public init(_ options: TrainingOptions, classes: Int, count: Int, device: Device = .cpu) throws {
    try options.validate()
    pictures = try options.settledBatchSize
    let probe = try StepProbe(options, classes: classes, side: options.size(inEpoch: 0), device: device)
    for step in 0..<count + Self.uncounted {
      let time = try probe.seconds(pictures: pictures)
      if step >= Self.uncounted { seconds.append(time) }
    }
  }

  /// Times `count` steps on the training pictures of a folder, read and decoded by `workers` threads as in training; as
  /// many as there are where an epoch has fewer.
  ///
  /// - Throws: `TrainingError`, `NetworkError` or `DatasetError`.
  public init(
    _ options: TrainingOptions, pictures path: String, workers: Int, count: Int, device: Device = .cpu
  ) throws {
    try options.validate()
    pictures = try options.settledBatchSize
    let folder = try ImageFolder(path: path)
    let probe = try StepProbe(
      options, classes: folder.classNames.count, side: options.size(inEpoch: 0), device: device)
    var random = SplitMix64(seed: options.seed)
    let samples = try folder.split(options.split, seed: options.seed).train.shuffled(using: &random)
    let loader = BatchLoader(
      samples, batchSize: pictures, dropsLast: true, transform: options.trainingTransform(inEpoch: 0),
      augmentation: options.augmentation, seed: options.seed, workers: workers)
    for step in 0..<min(count + Self.uncounted, loader.count) {
      var waiting = WaitingTime()
      guard let batch = waiting.next(of: loader) else { break }
      let time = try probe.seconds(batch)
      guard step >= Self.uncounted else { continue }
      seconds.append(time)
      waited.append(waiting.waited)
    }
  }
}
