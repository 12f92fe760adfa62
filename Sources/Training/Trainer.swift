import Checkpoints
public import Datasets
import Foundation
import Networks
import Torch

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

  private let folder: RunFolder
  private let options: TrainingOptions
  private let description: RunFolder.Description
  private let classNames: [String]
  private let architecture: Architecture
  private let graph: Graph
  private let workers: Int
  private let saveInterval: Double
  private let ranks: Ranks
  private let gradients: GlobalGradients

  private var weights: [String: Tensor]
  private var optimization: Optimization
  private var average: MovingAverage?
  private var position: TrainingState.Position
  private var metrics: [EpochReport]
  private var reported: Set<String> = []

  /// Prepares a run: the one that `folder` describes, from its last state when there is one.
  ///
  /// Of several ranks the first reads and writes the folder and tells the others; each needs the pictures.
  ///
  /// - Parameters:
  ///   - workers: threads that decode pictures beside the step.
  ///   - saveInterval: seconds between states within an epoch.
  ///   - ranks: the processes that train together.
  /// - Throws: `TrainingError`, `DatasetError`, `NetworkError` or `CheckpointError`, all before any work.
  public init(
    _ folder: RunFolder, workers: Int, saveInterval: Double = 120, ranks: Ranks = .alone
  ) throws {
    description = try ranks.share(folder.description())
    options = description.options
    try options.validate()
    guard ranks.count == 1 || options.batchSize >= 2 * ranks.count else {
      throw TrainingError.tooManyRanks(ranks: ranks.count, batchSize: options.batchSize)
    }
    let pictures = try ImageFolder(path: description.pictures)
    split = try pictures.split(testShare: options.testShare, seed: options.seed)
    classNames = pictures.classNames
    architecture = try Architecture(network: options.network, head: options.head, classes: classNames.count)
    graph = architecture.graph
    try Self.check(architecture, options)
    self.folder = folder
    self.workers = workers
    self.saveInterval = saveInterval
    self.ranks = ranks

    let fingerprint = pictures.fingerprint
    var state: TrainingState?
    if ranks.isFirst, FileManager.default.fileExists(atPath: folder.statePath) {
      state = try TrainingState(path: folder.statePath)
    }
    position = try ranks.share(state?.position ?? TrainingState.Position(pictures: fingerprint))
    guard position.pictures == fingerprint else {
      throw TrainingError.otherPictures(folder: description.pictures)
    }
    weights = try state?.weights ?? graph.initialWeights(generator: Generator(seed: options.seed))
    optimization = try Optimization(graph, weights: weights, options: options, memory: state?.memory ?? [:])
    if options.averageDecay > 0 {
      average = try MovingAverage(decay: options.averageDecay, of: weights, saved: state?.average ?? [:])
    }
    metrics = ranks.isFirst ? folder.metrics(epochs: position.epoch) : []
    for tensors in [weights, optimization.memory, average?.tensors ?? [:]] {
      try ranks.copyFromFirst(tensors)
    }
    for tensor in optimization.parameters { try tensor.requireGradient() }
    gradients = try GlobalGradients(graph, optimization, ranks: ranks)
  }

  /// Checks everything that a new run needs, before anything is written.
  ///
  /// - Throws: `TrainingError`, `DatasetError` or `NetworkError`.
  public static func check(pictures path: String, options: TrainingOptions) throws {
    try options.validate()
    let pictures = try ImageFolder(path: path)
    _ = try pictures.split(testShare: options.testShare, seed: options.seed)
    try check(
      Architecture(network: options.network, head: options.head, classes: pictures.classNames.count), options)
  }

  /// The network must take the pictures of every stage, in training and in testing.
  private static func check(_ architecture: Architecture, _ options: TrainingOptions) throws(NetworkError) {
    for size in options.sizes + options.sizes.map(options.testSize) {
      _ = try architecture.graph.report(height: size, width: size)
    }
  }

  /// The pictures' folder and the options of the run.
  public var run: RunFolder.Description { description }

  /// Whether this process is the rank that writes and talks.
  public var isFirst: Bool { ranks.isFirst }

  /// The epoch that the run stands in, counted from 0.
  public var epoch: Int { position.epoch }

  /// The share of the run's arithmetic that is done, 0…1.
  public var fraction: Double {
    let steps = max(split.train.count / options.batchSize, 1)
    return options.fraction(epoch: position.epoch, share: Double(position.batch) / Double(steps))
  }

  /// Trains to the end, or until `shouldStop` says so after a step.
  public func run(shouldStop: () -> Bool, report: (TrainingEvent) -> Void) throws -> Outcome {
    var clock = Clock()
    while position.epoch < options.totalEpochs {
      let start = Date()
      let loader = loader(forEpoch: position.epoch, from: position.batch)
      while let batch = loader.next() {
        try tell(batch.broken, report)
        clock.images += try step(batch, stepsPerEpoch: loader.count)
        position.batch += 1
        report(.step(stepReport(steps: loader.count, clock: clock)))
        let stops = try anyRank(shouldStop())
        if stops || clock.sinceSave > saveInterval {
          try save()
          clock.saved = Date()
          report(.saved)
        }
        if stops { return .stopped }
      }
      guard position.seen > 0 else { throw DatasetError.noReadablePicture }
      try finishEpoch(started: start, stepsPerEpoch: loader.count, report)
      clock.saved = Date()
      report(.saved)
      if try anyRank(shouldStop()) && position.epoch < options.totalEpochs { return .stopped }
    }
    return .finished
  }

  /// Whether any rank says yes, so that all do the same.
  private func anyRank(_ answer: Bool) throws(TrainingError) -> Bool {
    try ranks.sums([answer ? 1 : 0])[0] > 0
  }

  // MARK: - A step

  private func loader(forEpoch epoch: Int, from batch: Int) -> BatchLoader {
    var random = SplitMix64(seed: options.seed, 1, UInt64(epoch))
    return BatchLoader(
      split.train.shuffled(using: &random), batchSize: options.batchSize, dropsLast: true,
      transform: .randomCrop(
        side: options.size(inEpoch: epoch), area: options.smallestCrop...1, colors: options.colorJitter),
      seed: SplitMix64(seed: options.seed, 2, UInt64(epoch)).first, first: batch, shard: ranks.shard,
      workers: workers)
  }

  /// Takes a step with this rank's part of a batch, and gives the number of pictures that all ranks saw. None is taken
  /// for a single picture, whose batch statistics would say nothing.
  private func step(_ batch: Batch, stepsPerEpoch: Int) throws -> Int {
    let isSeen = batch.labels.count > 1
    let count = try ranks.sums([isSeen ? Double(batch.labels.count) : 0])[0]
    guard count > 0 else { return batch.labels.count }
    let rate = options.learningRate(step: position.step, stepsPerEpoch: stepsPerEpoch)
    let forward = isSeen ? try self.forward(batch, of: count) : nil
    // The mean over all pictures: each rank adds its part, so that a loss that is no number stops them all.
    let sums = try ranks.sums([forward?.loss.item() ?? 0, Double(forward?.right ?? 0)])
    guard sums[0].isFinite else {
      throw TrainingError.notFinite(epoch: position.epoch, step: position.batch)
    }
    let gradients = try gradients(of: forward?.loss)
    try withoutGradients {
      try optimization.step(gradients: gradients, rate: rate)
      try average?.update(from: weights, step: position.step)
    }
    position.loss += sums[0] * count
    position.correct += Int(sums[1])
    position.seen += Int(count)
    position.step += 1
    return Int(count)
  }

  /// What this rank's pictures add to the mean loss over `count` pictures, and how many of them are right.
  private func forward(_ batch: Batch, of count: Double) throws -> (loss: Tensor, right: Int) {
    // Rank 0 draws what a process on its own would draw.
    var random = SplitMix64(seed: options.seed, 3, UInt64(position.step))
    if !ranks.isFirst { random = SplitMix64(seed: random.next(), UInt64(ranks.rank)) }
    let pictures = try batch.pictures(options.normalization)
    var example = try TrainingBatch(pictures: pictures, target: batch.target())
    if options.mixup > 0 {
      let mixup = Mixup(alpha: options.mixup, classes: classNames.count)
      example = try mixup(pictures, labels: batch.labels, random: &random)
    }
    let dropout = try Generator(seed: random.next())
    let compute = compute(inEpoch: position.epoch)
    let executor = try Executor(graph, weights: computeWeights(weights, compute))
    let logits = try executor.output(example.pictures.to(compute), mode: .training(dropout)).to(.float32)
    let loss = try logits.crossEntropy(example.target, labelSmoothing: options.labelSmoothing)
    let answers = try logits.detached().indexOfMaximum(along: 1).elements(Int64.self)
    let share = Double(batch.labels.count) / count
    return (
      share == 1 ? loss : try loss * share, zip(batch.labels, answers).count { $0 == Int($1) }
    )
  }

  /// The keys of the batch norms' statistics. Each rank keeps its own while it trains; what is tested and saved is rank
  /// 0's, as in PyTorch's DistributedDataParallel.
  private var statistics: Set<String> {
    Set(graph.parameters.filter { [.runningMean, .runningVariance].contains($0.role) }.map(\.key))
  }

  /// What the network computes in. Where a convolution sees a single pixel it is float32: oneDNN's bfloat16 gradients of
  /// a 3×3 kernel over one pixel hold whatever lay in memory.
  private func compute(inEpoch epoch: Int) -> DType {
    let side = options.size(inEpoch: epoch)
    return graph.convolvesSinglePixels(side: side) ? .float32 : options.precision.dtype
  }

  /// Weights as the network computes with them; batch norms stay float32. Gradients flow back through the conversion.
  private func computeWeights(
    _ weights: [String: Tensor], _ compute: DType
  ) throws(TorchError) -> [String: Tensor] {
    guard compute != .float32 else { return weights }
    var converted = weights
    for layer in graph.layers {
      if case .batchNorm = layer.operation { continue }
      for parameter in layer.parameters {
        if let tensor = weights[parameter.key] { converted[parameter.key] = try tensor.to(compute) }
      }
    }
    return converted
  }

  // MARK: - The end of an epoch

  private func finishEpoch(started: Date, stepsPerEpoch: Int, _ report: (TrainingEvent) -> Void) throws {
    let size = options.size(inEpoch: position.epoch)
    let tested = weights.merging(average?.tensors ?? [:]) { $1 }
    try ranks.copyFromFirst(tested.filter { statistics.contains($0.key) })
    let compute = compute(inEpoch: position.epoch)
    let executor = try withoutGradients { try Executor(graph, weights: computeWeights(tested, compute)) }
    var broken: [BrokenPicture] = []
    let evaluation = try Evaluation(
      executor, samples: split.test, side: options.testSize(for: size), normalization: options.normalization,
      classes: classNames.count, precision: compute, workers: workers, ranks: ranks
    ) { broken.append($0) }
    try tell(broken, report)
    let epoch = EpochReport(
      epoch: position.epoch + 1, size: size,
      learningRate: options.learningRate(step: max(position.step - 1, 0), stepsPerEpoch: stepsPerEpoch),
      trainLoss: position.loss / Double(position.seen),
      trainAccuracy: Double(position.correct) / Double(position.seen), testLoss: evaluation.loss,
      testAccuracy: evaluation.accuracy, testClassAccuracy: evaluation.classAccuracy,
      seconds: -started.timeIntervalSinceNow)
    metrics.append(epoch)
    if ranks.isFirst {
      try folder.write(metrics: metrics)
      try saveModel(tested, after: epoch)
    }
    position.epoch += 1
    position.batch = 0
    position.loss = 0
    position.correct = 0
    position.seen = 0
    try save()
    report(.epoch(epoch))
  }

  private func save() throws {
    guard ranks.isFirst else { return }
    try TrainingState(
      position: position, weights: withBatchCounts(weights), memory: optimization.memory,
      average: average?.tensors ?? [:]
    ).save(to: folder.statePath)
  }

  private func saveModel(_ weights: [String: Tensor], after epoch: EpochReport) throws {
    let pictures = URL(fileURLWithPath: description.pictures).lastPathComponent
    let metadata = ModelMetadata(
      architecture: architecture, classNames: classNames, normalization: options.normalization,
      training: TrainingRecord(
        dataset: pictures, recipe: try options.texts(), epochs: epoch.epoch, accuracy: epoch.testAccuracy,
        pictureSize: options.testSize(for: epoch.size),
        date: Date.now.formatted(.iso8601.year().month().day()), commandLine: description.command,
        reverieVersion: description.version, libtorchVersion: Runtime.version),
      defaultLayers: architecture.dreamLayers)
    try Model(name: pictures, metadata: metadata, weights: withBatchCounts(weights))
      .save(to: folder.modelPath)
  }

  private func withBatchCounts(_ weights: [String: Tensor]) throws -> [String: Tensor] {
    var counted = weights
    for parameter in graph.parameters where parameter.role == .batchCount {
      counted[parameter.key] = try .full([], Double(position.step), dtype: .int64)
    }
    return counted
  }

  private func tell(_ broken: [BrokenPicture], _ report: (TrainingEvent) -> Void) throws {
    for picture in try ranks.joined(broken) where reported.insert(picture.path).inserted {
      report(.broken(picture))
    }
  }

  private func stepReport(steps: Int, clock: Clock) -> StepReport {
    StepReport(
      epoch: position.epoch, epochs: options.totalEpochs, step: position.batch - 1, steps: steps,
      size: options.size(inEpoch: position.epoch), loss: position.loss / Double(max(position.seen, 1)),
      accuracy: Double(position.correct) / Double(max(position.seen, 1)), images: clock.images,
      fraction: fraction)
  }
}

/// The pictures since a run was started or resumed, and the time since its state was saved.
private struct Clock {
  var saved = Date()
  var images = 0

  var sinceSave: Double { -saved.timeIntervalSinceNow }
}

extension TrainingOptions {
  /// The share of the run's arithmetic that is done; a picture costs as much as it has pixels.
  fileprivate func fraction(epoch: Int, share: Double) -> Double {
    func cost(_ epoch: Int) -> Double { Double(size(inEpoch: epoch) * size(inEpoch: epoch)) }
    let done = (0..<epoch).map(cost).reduce(0, +) + cost(epoch) * share
    return done / (0..<totalEpochs).map(cost).reduce(0, +)
  }
}

extension SplitMix64 {
  /// The first number of a generator that is used for nothing else.
  fileprivate var first: UInt64 {
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
