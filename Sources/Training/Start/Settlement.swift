public import Datasets
internal import Networks

/// What the start of a run measured to settle what its options left open; kept in `run.json`.
public struct StartMeasurements: Sendable, Equatable, Codable {
  /// Which type computes faster, for `--precision auto`.
  public var precision: PrecisionRace?
  /// The batch that there is room for, for `--batch-size auto`.
  public var batchSize: BatchSizing?

  /// Nothing.
  public init() {}

  /// Whether nothing was measured.
  public var isEmpty: Bool { self == StartMeasurements() }

  /// A line for each measurement.
  public var lines: [String] { [precision?.description, batchSize?.description].compactMap(\.self) }
}

/// The options of a new run with everything settled that they leave to a measurement on this machine.
public struct Settlement {
  /// The options that the run begins with.
  public private(set) var options: TrainingOptions
  /// What was measured.
  public private(set) var measured = StartMeasurements()

  private let pictures: ImageFolder
  private let machine: TrainingMachine

  /// Measures what is left open; takes a few seconds where something is.
  ///
  /// - Throws: `TrainingError`, `DatasetError`, `NetworkError` or `TorchError`.
  public init(_ options: TrainingOptions, pictures: ImageFolder, machine: TrainingMachine) throws {
    self.options = options
    self.pictures = pictures
    self.machine = machine
    if options.precision == .auto { try racePrecision() }
    if options.batchSize == .auto { try sizeBatch() }
    try self.options.validate()
  }

  private mutating func racePrecision() throws {
    var part = options
    part.accumulation = 1
    let batch = options.batchSize.pictures ?? BatchSizing.mostPictures
    let race = try PrecisionRace(
      part, classes: pictures.classNames.count,
      mostPictures: batch / machine.ranks / options.accumulation)
    measured.precision = race
    options.precision = race?.winner ?? .float32
  }

  private mutating func sizeBatch() throws {
    let architecture = try Architecture(
      network: options.network, head: options.head, classes: pictures.classNames.count)
    let split = try pictures.split(options.split, seed: options.seed)
      .holdingOut(options.holdOut, seed: options.seed).split
    let sizing = try BatchSizing(
      options, architecture.graph, trainingPictures: split.train.count, ranks: machine.ranks,
      workers: machine.workers, limit: machine.memory)
    measured.batchSize = sizing
    options.batchSize = .pictures(sizing.pictures)
  }
}

extension TrainingOptions {
  /// Whether a run with these may have been asked for by `asked`: they are equal, apart from what `asked` leaves to a
  /// measurement.
  func settle(_ asked: TrainingOptions) -> Bool {
    var asked = asked
    if asked.precision == .auto { asked.precision = precision }
    if asked.batchSize == .auto { asked.batchSize = batchSize }
    return self == asked
  }
}
