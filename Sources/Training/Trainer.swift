import Checkpoints
public import Datasets
import Foundation
import Networks
public import Torch

/// Trains a network on a folder of pictures, keeps the state on disk, and goes on exactly where it stood.
///
/// All randomness comes from the seed and the position in the run (epoch, batch, picture), never from a generator that
/// runs along: a resumed run draws what an uninterrupted one would have drawn.
public final class Trainer {
  /// How a call of `run` ended.
  public enum Outcome: Sendable, Equatable {
    /// All epochs are done.
    case finished
    /// It was asked to stop; the state is saved.
    case stopped
  }

  /// The pictures to train on and to test on.
  public let split: Split
  /// The pictures of the training part that are looked at after each epoch; empty without a hold-out.
  public let heldOut: [Sample]

  let folder: RunFolder
  let options: TrainingOptions
  let batchSize: Int
  let description: RunFolder.Description
  let classNames: [String]
  let architecture: Architecture
  let workers: Int
  let replica: Replica
  let model: TrainableModel
  let device: Device
  let cacheFolder: String
  var cache: PictureCache?
  /// The outputs of the network's frozen part, where they are kept: for the training pictures, and for those that it is
  /// tested on.
  var kept: (train: KeptOutputs, tested: [EpochReport.Part: KeptOutputs])?
  let keepLimit: Int
  var position: TrainingState.Position
  var metrics: [EpochReport]
  private let saveInterval: Double
  private let logsEvents: Bool
  private var reported: Set<String> = []
  private(set) var journal: TensorBoardJournal?

  /// Prepares a run: the one that `folder` describes, from its last state when there is one.
  ///
  /// Of several processes the first reads and writes the folder and tells the others; each needs the pictures.
  ///
  /// - Parameters:
  ///   - moved: where the pictures are now, if not where the run began.
  ///   - workers: threads that decode pictures beside the step.
  ///   - device: where the network is trained; a run may go on on another one.
  ///   - saveInterval: seconds between states within an epoch.
  ///   - keepLimit: the most bytes that outputs of a frozen part may take.
  ///   - cacheFolder: where the cache of pictures is, if not where the run began it.
  ///   - replica: this process among those that share the run.
  ///   - logsEvents: whether the run's folder gets an event file for TensorBoard.
  /// - Throws: `TrainingError`, `DatasetError`, `NetworkError` or `CheckpointError`, all before any work.
  public init(
    _ folder: RunFolder, pictures moved: String? = nil, workers: Int, device: Device = .cpu,
    saveInterval: Double = 120,
    keepLimit: Int = 2 << 30,
    cacheFolder: String? = nil, replica: Replica = .single, logsEvents: Bool = true
  ) throws {
    var description = try replica.share(folder.description())
    if let moved { description.pictures = moved }
    self.description = description
    self.cacheFolder = cacheFolder ?? description.cacheFolder ?? folder.path
    options = description.options
    try options.validate()
    batchSize = try options.settledBatchSize
    guard replica.count == 1 || batchSize >= 2 * replica.count else {
      throw TrainingError.tooManyRanks(ranks: replica.count, batchSize: batchSize)
    }
    let pictures = try ImageFolder(path: description.pictures)
    (split, heldOut) = try pictures.split(options.split, seed: options.seed)
      .holdingOut(options.holdOut, seed: options.seed)
    classNames = pictures.classNames
    architecture = try Architecture(network: options.network, head: options.head, classes: classNames.count)
    try Self.check(architecture, options)
    self.folder = folder
    self.workers = workers
    self.device = device
    self.saveInterval = saveInterval
    self.keepLimit = keepLimit
    self.replica = replica
    self.logsEvents = logsEvents && replica.rank == 0

    if replica.isFirst { folder.removeLeftovers() }
    let fingerprint = pictures.fingerprint
    let state = replica.isFirst ? try TrainingState(inRun: folder) : nil
    position = try replica.share(state?.position ?? TrainingState.Position(pictures: fingerprint))
    guard position.pictures == fingerprint else {
      throw TrainingError.otherPictures(folder: description.pictures)
    }
    var start: [String: Tensor] = [:]
    if replica.isFirst, state == nil, let model = description.startsFrom {
      start = try architecture.startingWeights(from: model, classNames: classNames)
    }
    model = try TrainableModel(
      architecture.graph, classes: classNames.count, options, replica, device: device, state: state,
      start: start)
    metrics = replica.isFirst ? folder.metrics(epochs: position.epoch) : []
  }

  /// Checks everything that a new run needs, before anything is written.
  ///
  /// - Throws: `TrainingError`, `DatasetError`, `NetworkError` or `CheckpointError`.
  public static func check(
    pictures path: String, startsFrom model: String? = nil, options: TrainingOptions
  ) throws {
    try options.validate()
    let pictures = try ImageFolder(path: path)
    _ = try pictures.split(options.split, seed: options.seed)
    let architecture = try Architecture(
      network: options.network, head: options.head, classes: pictures.classNames.count)
    try check(architecture, options)
    if let model { _ = try architecture.startingWeights(from: model, classNames: pictures.classNames) }
  }

  /// The network must take the pictures of every stage, in training and in testing.
  private static func check(_ architecture: Architecture, _ options: TrainingOptions) throws {
    _ = try options.trunk(of: architecture.graph)
    for size in options.sizes + options.sizes.map(options.testSize) {
      _ = try architecture.graph.report(height: size, width: size)
    }
  }

  /// The pictures' folder and the options of the run.
  public var run: RunFolder.Description { description }

  /// Whether this process is the one that writes and talks.
  public var isFirst: Bool { replica.isFirst }

  /// The epoch that the run stands in, counted from 0.
  public var epoch: Int { position.epoch }

  /// The share of the run's arithmetic that is done, 0…1.
  public var fraction: Double {
    let steps = max(split.train.count / batchSize, 1)
    return options.fraction(epoch: position.epoch, share: Double(position.batch) / Double(steps))
  }

  /// Trains to the end, or until `shouldStop` says so after a step.
  public func run(shouldStop: () -> Bool, report: (TrainingEvent) -> Void) throws -> Outcome {
    guard try prepareCache(shouldStop: shouldStop, report), try keepOutputs(shouldStop: shouldStop, report)
    else { return .stopped }
    var clock = Clock()
    if logsEvents, position.epoch < options.totalEpochs {
      journal = try TensorBoardJournal(path: folder.eventsPath, step: position.step, options: options)
    }
    var ahead: BatchLoader?
    while position.epoch < options.totalEpochs {
      let start = Date()
      var waiting = WaitingTime()
      var source =
        try ahead.map(BatchSource.loader) ?? source(forEpoch: position.epoch, from: position.batch)
      while let batch = try waiting.next(of: &source) {
        try tell(batch.broken, report)
        try step(batch, steps: source.count, clock: &clock, report)
        let stops = try anyReplica(shouldStop())
        if stops || clock.sinceSave > saveInterval {
          try save()
          clock.saved = Date()
          report(.saved)
        }
        if stops { return .stopped }
      }
      guard position.metrics.seen > 0 else { throw DatasetError.noReadablePicture }
      let share = try waiting.share(replica)
      // The next epoch's first batches are decoded while this one is tested.
      ahead =
        position.epoch + 1 < options.totalEpochs && kept == nil
        ? self.loader(forEpoch: position.epoch + 1, from: 0) : nil
      try finishEpoch(started: start, stepsPerEpoch: source.count, waiting: share, report)
      clock.saved = Date()
      report(.saved)
      if try anyReplica(shouldStop()) && position.epoch < options.totalEpochs { return .stopped }
    }
    return .finished
  }

  /// Whether any process says yes, so that all do the same.
  private func anyReplica(_ answer: Bool) throws(TrainingError) -> Bool {
    try replica.sum([answer ? 1 : 0])[0] > 0
  }

  /// Where an epoch's batches come from, the first of them number `batch`.
  func source(forEpoch epoch: Int, from batch: Int) throws -> BatchSource {
    guard let kept else { return .loader(loader(forEpoch: epoch, from: batch)) }
    let seed = SplitMix64(seed: options.seed, 5, UInt64(epoch)).first
    return .kept(KeptBatches(kept.train, batchSize: batchSize, seed: seed, first: batch))
  }

  private func loader(forEpoch epoch: Int, from batch: Int) -> BatchLoader {
    var random = SplitMix64(seed: options.seed, 1, UInt64(epoch))
    return BatchLoader(
      split.train.shuffled(using: &random), batchSize: batchSize, dropsLast: true,
      transform: options.trainingTransform(inEpoch: epoch), augmentation: options.augmentation,
      cache: cache, seed: SplitMix64(seed: options.seed, 2, UInt64(epoch)).first,
      shard: replica.shard, first: batch, workers: workers)
  }

  private func step(_ input: StepInput, steps: Int, clock: inout Clock, _ report: (TrainingEvent) -> Void)
    throws
  {
    let rate = options.learningRate(step: position.step, stepsPerEpoch: steps)
    let result = try model.step(input, step: position.step, rate: rate)
    if result.seen > 0 {
      if case .pictures(let batch) = input, position.batch == 0, options.beginsStage(epoch: position.epoch) {
        try journal?.log(model.pictures(of: batch, step: position.step), step: position.step + 1)
      }
      position.metrics += result
      position.step += 1
      try journal?.log(loss: result.meanLoss, learningRate: rate, step: position.step)
    }
    position.batch += 1
    clock.images += result.seen
    report(
      .step(
        StepReport(
          epoch: position.epoch, epochs: options.totalEpochs, step: position.batch - 1, steps: steps,
          size: options.size(inEpoch: position.epoch), runStep: position.step - 1,
          loss: position.metrics.meanLoss,
          accuracy: position.metrics.accuracy, stepLoss: result.meanLoss, learningRate: rate,
          images: clock.images, seconds: -clock.started.timeIntervalSinceNow, fraction: fraction)))
  }

  func tell(_ broken: [BrokenPicture], _ report: (TrainingEvent) -> Void) throws {
    for picture in try replica.gather(broken) where reported.insert(picture.path).inserted {
      report(.broken(picture))
    }
  }
}

/// The pictures since a run was started or resumed, and the times of that and of the last state.
private struct Clock {
  let started = Date()
  var saved = Date()
  var images = 0

  var sinceSave: Double { -saved.timeIntervalSinceNow }
}

extension TrainingOptions {
  /// Whether pictures have another size in an epoch than in the one before.
  fileprivate func beginsStage(epoch: Int) -> Bool {
    epoch == 0 || size(inEpoch: epoch) != size(inEpoch: epoch - 1)
  }
}

extension SplitMix64 {
  /// The first number of a generator that is used for nothing else.
  var first: UInt64 {
    var copy = self
    return copy.next()
  }
}

extension ImageFolder {
  /// Changes when a picture or a class is added, removed or renamed (FNV-1a over the names).
  fileprivate var fingerprint: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in samples.lazy.flatMap({ ($0.path.dropFirst(path.count) + "\n").utf8 }) {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return String(hash, radix: 16)
  }
}

extension Trainer {
  /// Makes the cache of the training pictures where the options want one, or opens the one that is there.
  ///
  /// Processes wait for each other here, a moment at a time: the making may take longer than a rank waits for another.
  ///
  /// - Returns: whether to go on; not when it was asked to stop.
  /// - Throws: `CacheError` or `TrainingError`.
  func prepareCache(shouldStop: () -> Bool, _ report: (TrainingEvent) -> Void) throws -> Bool {
    guard options.cache == .on else { return true }
    let plan = CachePlan(
      split.train, of: description.pictures, size: options.cachedSize, in: cacheFolder)
    let build = CacheBuild(plan, threads: ProcessInfo.processInfo.activeProcessorCount)
    while true {
      let isOver = build.wait(seconds: 0.2)
      let sums = try replica.sum([isOver ? 0 : 1, shouldStop() ? 1 : 0])
      if sums[1] > 0 { build.stop() }
      report(.caching(done: build.done, of: build.count))
      guard sums[0] == 0 else { continue }
      cache = try build.result()
      return sums[1] == 0 && cache != nil
    }
  }
}
