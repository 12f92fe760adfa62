internal import Datasets
import Foundation
public import Torch

/// The page about a training run in the run's folder.
struct RunReport {
  private let folder: RunFolder
  private let run: RunFolder.Description
  private let split: Split
  private let classNames: [String]
  private let device: Device

  init(
    _ folder: RunFolder, _ run: RunFolder.Description, split: Split, classNames: [String], device: Device
  ) {
    self.folder = folder
    self.run = run
    self.split = split
    self.classNames = classNames
    self.device = device
  }

  /// Writes the page as of the last of `epochs`, of which there is at least one.
  ///
  /// - Parameter predictions: the answers to the test pictures after that epoch, at least one.
  /// - Throws: `TrainingError.cannotWrite`.
  func write(_ epochs: [EpochReport], predictions: [Prediction]) throws {
    let pictures = URL(filePath: run.pictures).lastPathComponent
    let page = ReportPage(
      title: "\(URL(filePath: folder.path).lastPathComponent): \(run.options.network) on \(pictures)",
      subtitle: Self.standing(epochs, of: run.options.totalEpochs), epochs: epochs,
      metrics: ClassificationMetrics(predictions, classes: classNames.count),
      classNames: classNames, mistakes: ReportPage.Mistake.worst(of: predictions),
      facts: [
        ReportPage.Facts(
          "Recipe", try run.options.texts().sorted { $0.key < $1.key }.map { ($0.key, $0.value) }),
        ReportPage.Facts(
          "Data",
          [
            ("folder", run.pictures), ("classes", classNames.count.groupedText),
            ("pictures to train on", split.train.count.groupedText),
            ("pictures to test on", split.test.count.groupedText),
            ("steps waited for pictures", epochs.last?.waiting.map { "\($0.percentText) of their time" }),
            ("reverie", run.version),
          ]),
        Machine.facts(device: device),
      ], command: run.command)
    try folder.write(Data(page.html.utf8), to: folder.reportPath)
  }

  private static func standing(_ epochs: [EpochReport], of count: Int) -> String {
    guard let last = epochs.last, let best = epochs.best else { return "" }
    return "After epoch \(last.epoch) of \(count); the best so far is epoch \(best.epoch) with "
      + "\(best.testAccuracy.percentText) of the test pictures"
  }
}

/// The machine that a run takes place on, in words.
public enum Machine {
  /// What is known about it, for a table, and where the network ran.
  public static func facts(device: Device) -> ReportPage.Facts {
    let process = ProcessInfo.processInfo
    return ReportPage.Facts(
      "Machine",
      [
        ("processor", processor),
        ("cores, threads used", "\(process.activeProcessorCount), \(Runtime.threads)"),
        ("device", device == .cpu ? nil : device.description),
        ("memory", String(format: "%.0f GB", Double(process.physicalMemory) / 1e9)),
        ("system", process.operatingSystemVersionString),
        ("bfloat16 in the processor", Runtime.hasFastBFloat16 ? "yes" : "no"),
        ("libtorch", Runtime.version),
      ])
  }

  /// The processor's name, where the system tells.
  private static var processor: String? {
    #if os(Linux)
      let lines = FileManager.default.contents(atPath: "/proc/cpuinfo")
        .map { String(decoding: $0, as: UTF8.self) }?.split(separator: "\n")
      let line = lines?.first { $0.hasPrefix("model name") || $0.hasPrefix("Model") }
      return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
    #else
      var size = 0
      guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0, size > 1 else { return nil }
      var name = [UInt8](repeating: 0, count: size)
      guard sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0) == 0 else { return nil }
      return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    #endif
  }
}
