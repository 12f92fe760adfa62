import Files
import Foundation

/// The folder of a training run and the files in it.
public struct RunFolder: Sendable {
  /// What a run was started with; `run.json`.
  public struct Description: Codable, Sendable, Equatable {
    /// The folder of pictures.
    public var pictures: String
    /// The trained model that the weights start from, by name or path; `nil`: fresh weights.
    public var startsFrom: String?
    /// The options.
    public var options: TrainingOptions
    /// The threads that an operation uses. Another number gives other roundings.
    public var threads: Int
    /// The command line and the program's version, for the model's record.
    public var command: String, version: String

    /// The name of the launch that started the run, where its launcher names it.
    public var launch: String?
    /// Where the cache of pictures is; `nil`: in the run's folder.
    public var cacheFolder: String?
    /// What was measured at the start for the options; `nil` where they left nothing open.
    public var measured: StartMeasurements?

    /// What a run is started with.
    public init(
      pictures: String, startsFrom: String? = nil, options: TrainingOptions, threads: Int, command: String,
      version: String,
      launch: String? = nil
    ) {
      self.pictures = pictures
      self.startsFrom = startsFrom
      self.options = options
      self.threads = threads
      self.command = command
      self.version = version
      self.launch = launch
    }
  }

  /// Takes away what a run that was killed while it wrote has left: hidden files as large as the state.
  func removeLeftovers() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let written = [statePath, modelPath, lastModelPath].map {
      "." + URL(filePath: $0).lastPathComponent + "."
    }
    for name in names where written.contains(where: name.hasPrefix) {
      try? FileManager.default.removeItem(atPath: path + "/" + name)
    }
  }

  /// The folder's path.
  public let path: String

  /// A run in the folder at `path`, which need not exist yet.
  public init(path: String) { self.path = path }

  /// The trained network of the epoch that tested best, its weights rounded to float16.
  public var modelPath: String { path + "/model.safetensors" }
  /// The same of the last finished epoch.
  public var lastModelPath: String { path + "/last.safetensors" }
  /// The page about the run, as of the last finished epoch.
  public var reportPath: String { path + "/report.html" }
  /// TensorBoard's event file.
  public var eventsPath: String { path + "/events.out.tfevents.reverie" }
  /// Everything that it takes to go on.
  var statePath: String { path + "/state.safetensors" }
  /// A line of JSON per epoch.
  public var metricsPath: String { path + "/metrics.jsonl" }
  private var descriptionPath: String { path + "/run.json" }

  /// Whether the folder holds the run of that description already.
  ///
  /// A launcher that starts its ranks again repeats their command line. The folder may then hold the run that an earlier
  /// attempt of the same launch began, to go on with: of the same pictures and options, where what they leave to a
  /// measurement has the answer that was found then.
  ///
  /// - Parameter attempt: how often this launch was started before.
  /// - Throws: `TrainingError.runExists` when it holds another run.
  public func holds(_ description: Description, attempt: Int) throws(TrainingError) -> Bool {
    guard FileManager.default.fileExists(atPath: descriptionPath) else { return false }
    let begun = try self.description()
    let isSameLaunch = attempt > 0 || (begun.launch != nil && begun.launch == description.launch)
    guard isSameLaunch, begun.pictures == description.pictures,
      begun.startsFrom == description.startsFrom, begun.options.settle(description.options)
    else { throw .runExists(folder: path) }
    return true
  }

  /// Makes the folder and writes the description.
  ///
  /// - Throws: `TrainingError.runExists` when it holds a run, `cannotWrite` when it cannot be written.
  public func create(_ description: Description) throws(TrainingError) {
    guard !FileManager.default.fileExists(atPath: descriptionPath) else { throw .runExists(folder: path) }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(file: path, reason: "the folder cannot be made")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      try write(try encoder.encode(description), to: descriptionPath)
    } catch let error as TrainingError {
      throw error
    } catch {
      throw .cannotWrite(file: descriptionPath, reason: "\(error)")
    }
  }

  /// Reads what the run was started with.
  ///
  /// - Throws: `TrainingError.notARun` when there is none, `damagedState` when it cannot be understood.
  public func description() throws(TrainingError) -> Description {
    guard let data = FileManager.default.contents(atPath: descriptionPath) else {
      throw .notARun(folder: path)
    }
    do {
      return try JSONDecoder().decode(Description.self, from: data)
    } catch {
      throw .damagedState(file: descriptionPath, reason: "it is not the description of a run")
    }
  }

  /// The reports of the first `count` epochs that were written.
  func metrics(epochs count: Int) -> [EpochReport] {
    let text =
      FileManager.default.contents(atPath: metricsPath).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.split(separator: "\n")
      .compactMap { try? JSONDecoder().decode(EpochReport.self, from: Data($0.utf8)) }
      .filter { $0.epoch <= count }
  }

  /// Writes all reports, a line each.
  func write(metrics: [EpochReport]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let lines = try metrics.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }
    try write(Data(lines.joined().utf8), to: metricsPath)
  }

  /// Writes a file of the run whole or not at all.
  func write(_ data: Data, to path: String) throws(TrainingError) {
    do {
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .cannotWrite(file: path, reason: reason(error))
    }
  }
}

/// What the system says about a failure that Foundation tells: "No space left on device".
private func reason(_ error: any Error) -> String {
  let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
  guard let cause = cause.map({ $0 as NSError }), cause.domain == NSPOSIXErrorDomain else {
    return error.localizedDescription
  }
  return systemReason(Int32(cause.code))
}
