public import Datasets
internal import Networks
public import Torch

/// What the start of a run measured to settle what its options left open; kept in `run.json`.
public struct StartMeasurements: Sendable, Equatable, Codable {
  /// Which type computes faster, for `--precision auto`.
  public var precision: PrecisionBenchmark?
  /// The batch that there is room for, for `--batch-size auto`.
  public var batchSize: BatchSizing?
  /// Whether a cache of pictures pays, for `--cache auto`.
  public var cache: CacheBenchmark?

  /// Nothing.
  public init() {}

  /// Whether nothing was measured.
  public var isEmpty: Bool { self == StartMeasurements() }

  /// A line for each measurement.
  public var lines: [String] {
    [precision?.description, batchSize?.description, cache?.description].compactMap(\.self)
  }
}

/// The options of a new run with everything settled that they leave to a measurement on this machine.
public struct AutoSettings {
  /// The options that the run begins with.
  public private(set) var options: TrainingOptions
  /// What was measured.
  public private(set) var measured = StartMeasurements()

  private let pictures: ImageFolder
  private let machine: TrainingMachine
  private static let triedPictures = 32

  /// Measures what is left open; takes a few seconds where something is.
  ///
  /// - Parameter cacheFolder: where a cache of pictures would be.
  /// - Throws: `TrainingError`, `DatasetError`, `NetworkError` or `TorchError`.
  public init(
    _ options: TrainingOptions, pictures: ImageFolder, machine: TrainingMachine, cacheFolder: String
  ) throws {
    self.options = options
    self.pictures = pictures
    self.machine = machine
    if options.precision == .auto { try benchmarkPrecision() }
    if options.batchSize == .auto { try chooseBatchSize() }
    if options.cache == .auto { try benchmarkCache(in: cacheFolder) }
    try self.options.validate()
  }

  private mutating func benchmarkPrecision() throws {
    var part = options
    part.accumulation = 1
    let batch = try options.batchSize.pictures ?? sizing(in: .float32).pictures
    let benchmark = try PrecisionBenchmark(
      part, classes: pictures.classNames.count,
      mostPictures: batch / machine.ranks / options.accumulation, device: machine.device)
    measured.precision = benchmark
    options.precision = benchmark?.winner ?? .float32
  }

  private mutating func chooseBatchSize() throws {
    let sizing = try sizing(in: options.precision)
    measured.batchSize = sizing
    options.batchSize = .pictures(sizing.pictures)
  }

  private func sizing(in precision: ComputePrecision) throws -> BatchSizing {
    var options = options
    options.precision = precision
    let architecture = try Architecture(
      network: options.network, head: options.head, classes: pictures.classNames.count)
    return try BatchSizing(
      options, architecture.graph, trainingPictures: trainingPictures.count, ranks: machine.ranks,
      workers: machine.workers, limit: machine.memory)
  }

  private mutating func benchmarkCache(in folder: String) throws {
    let plan = CachePlan(try trainingPictures, of: pictures.path, size: options.cachedSize, in: folder)
    let transform = options.trainingTransform(inEpoch: options.totalEpochs - 1)
    options.cache = .off
    guard let loading = plan.loadingTimes(transform, count: Self.triedPictures) else { return }
    let benchmark = CacheBenchmark(
      loading: loading, step: try secondsPerPicture, workers: machine.workers, cores: machine.cores,
      epochs: options.totalEpochs, hasRoom: plan.hasRoom)
    measured.cache = benchmark
    options.cache = benchmark.pays ? .on : .off
  }

  /// The seconds of a step at the largest size for each of its pictures: those of the benchmark, or of a step now.
  private var secondsPerPicture: Double {
    get throws {
      if let benchmark = measured.precision, case .step(let pictures, _) = benchmark.course {
        return min(benchmark.float32, benchmark.bfloat16) / Double(pictures)
      }
      var part = options
      part.accumulation = 1
      let probe = try StepTimer(
        part, classes: pictures.classNames.count, side: options.sizes.max() ?? 0, device: machine.device)
      let count = min(try options.settledBatchSize / machine.ranks, 8)
      _ = try probe.seconds(pictures: count)
      return try probe.seconds(pictures: count) / Double(count)
    }
  }

  private var trainingPictures: [Sample] {
    get throws {
      try pictures.split(options.split, seed: options.seed)
        .holdingOut(options.holdOut, seed: options.seed).split.train
    }
  }
}

extension TrainingOptions {
  /// Whether a run with these may have been asked for by `asked`: they are equal, apart from what `asked` leaves to a
  /// measurement.
  func settle(_ asked: TrainingOptions) -> Bool {
    var asked = asked
    if asked.precision == .auto { asked.precision = precision }
    if asked.batchSize == .auto { asked.batchSize = batchSize }
    if asked.cache == .auto { asked.cache = cache }
    return self == asked
  }
}

/// What a run may take of the machine.
public struct TrainingMachine: Sendable {
  /// The processes that share each batch.
  public var ranks: Int
  /// The cores that each has, and its threads that decode batches ahead.
  public var cores: Int, workers: Int
  /// The bytes of memory that each may take, beside what it holds when it starts.
  public var memory: Int
  /// Where the network is trained.
  public var device: Device

  /// A share of a machine.
  public init(ranks: Int, cores: Int, workers: Int, memory: Int, device: Device = .cpu) {
    self.ranks = ranks
    self.cores = cores
    self.workers = workers
    self.memory = memory
    self.device = device
  }

  /// What one rank of a launch may take: its share of the cores, and of four fifths of the free memory, its GPU's where
  /// it has one.
  ///
  /// - Parameters:
  ///   - launch: how the ranks were started; `nil` for a process on its own.
  ///   - cores: the cores of the machine.
  ///   - freeMemory: the bytes of the machine's memory that are free.
  ///   - workers: the threads that decode; `nil`: as ``workers(cores:beside:)`` says.
  /// - Throws: `TorchError` where the GPU does not answer.
  public init(
    sharedBy launch: LauncherEnvironment?, cores: Int, freeMemory: Int, workers: Int?, device: Device
  ) throws(TorchError) {
    let sharing = launch?.localSize ?? 1
    let cores = cores / sharing
    self.init(
      ranks: launch?.size ?? 1, cores: max(1, cores),
      workers: workers ?? Self.workers(cores: cores, beside: device),
      memory: Int(0.8 * Double(try device.freeMemory ?? freeMemory / sharing)), device: device)
  }

  /// The threads that decode pictures beside a network where no number is given: what the network leaves of the cores.
  public static func workers(cores: Int, beside device: Device) -> Int {
    max(1, device == .cpu ? cores / 4 : cores - 1)
  }
}
