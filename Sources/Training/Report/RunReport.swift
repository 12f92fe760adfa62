internal import Datasets
import Foundation
internal import Torch

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
