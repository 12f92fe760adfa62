internal import Datasets
import Networks
public import Torch

/// Steps of the real network on pictures of noise, to find out what they cost before a run begins.
struct StepTimer {
  private let model: TrainableModel
  private let device: Device
  private let side: Int
  private let classes: Int

  /// A network as `options` describe it, on `device`, for square pictures of `side` pixels.
  init(_ options: TrainingOptions, classes: Int, side: Int, device: Device = .cpu) throws {
    let graph = try Architecture(network: options.network, head: options.head, classes: classes).graph
    model = try TrainableModel(graph, classes: classes, options, .single, device: device, state: nil)
    self.device = device
    self.side = side
    self.classes = classes
  }

  /// The seconds that a step on so many pictures takes, at a learning rate of zero, in another precision than the
  /// options' where one is given.
  func seconds(pictures: Int, in precision: ComputePrecision? = nil) throws -> Double {
    try seconds(noise(pictures), in: precision)
  }

  /// The seconds that a step on a batch takes.
  func seconds(_ batch: Batch, in precision: ComputePrecision? = nil) throws -> Double {
    let model = precision.map(model.computing) ?? model
    let clock = ContinuousClock()
    let start = clock.now
    _ = try model.step(batch, step: 0, rate: 0)
    try device.synchronize()
    return (clock.now - start) / .seconds(1)
  }

  private func noise(_ pictures: Int) -> Batch {
    var random = SplitMix64(seed: 0)
    let words = (0..<(pictures * side * side * 3 + 7) / 8).map { _ in random.next() }
    let pixels = words.withUnsafeBytes { Array($0.prefix(pictures * side * side * 3)) }
    let samples = (0..<pictures).map { Sample(path: "", label: $0 % classes) }
    return Batch(pixels: pixels, side: side, samples: samples, broken: [])
  }
}

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
    let probe = try StepTimer(options, classes: classes, side: options.size(inEpoch: 0), device: device)
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
    let probe = try StepTimer(
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
