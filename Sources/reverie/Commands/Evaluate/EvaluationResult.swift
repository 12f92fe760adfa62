import Checkpoints
import Datasets
import Foundation
import Torch
import Training

/// What the test of a model gave, as text and as a page.
struct EvaluationResult {
  let model: Model
  let folder: String
  let split: EvaluationSplit
  /// The side of the squares in pixels.
  let side: Int
  /// Where the network ran.
  let device: Device
  let broken: [BrokenPicture]
  let predictions: [Prediction]

  var metrics: ClassificationMetrics {
    ClassificationMetrics(predictions, classes: model.metadata.architecture.classes)
  }

  /// The name of a class.
  func name(of label: Int) -> String { model.metadata.classNames[label] }

  /// What is printed for a person.
  func print() {
    let metrics = metrics
    let pictures = "\(metrics.count.grouped) \(metrics.count == 1 ? "picture" : "pictures")"
    reverie.print("\(model.name) on \(pictures) of \(folder)\(part), \(side)×\(side) pixels")
    var table = Table([.left("measure"), .right("value")])
    table.add(["right (top-1)", metrics.accuracy.percent])
    if let share = metrics.topFiveAccuracy { table.add(["among the first five (top-5)", share.percent]) }
    table.add(["mean over \(metrics.confusion.labels.count) classes", metrics.classAccuracy.percent])
    table.add(["calibration error", metrics.calibration.expectedError.percent])
    table.add(["loss", metrics.loss.threeDigits])
    table.lines.forEach { reverie.print($0) }
    let mistakes = metrics.confusion.mistakes.prefix(10)
    guard !mistakes.isEmpty else { return }
    reverie.print()
    var confusions = Table([.left("most often confused"), .left("taken for"), .right("pictures")])
    for cell in mistakes {
      confusions.add([
        name(of: cell.label), name(of: cell.answer),
        "\(cell.count) of \(metrics.confusion.total(of: cell.label))",
      ])
    }
    confusions.lines.forEach { reverie.print($0) }
  }

  /// The page.
  var page: ReportPage {
    let (metadata, training) = (model.metadata, model.metadata.training)
    return ReportPage(
      title: "\(model.name) on \(URL(filePath: folder).lastPathComponent)",
      subtitle: "\(metadata.architecture.network), tested on \(predictions.count.grouped) pictures\(part), "
        + "central squares of \(side) pixels",
      metrics: metrics, classNames: metadata.classNames, mistakes: ReportPage.Mistake.worst(of: predictions),
      facts: [
        ReportPage.Facts(
          "Model",
          [
            ("network", metadata.architecture.network), ("head", metadata.architecture.head.rawValue),
            ("classes", "\(metadata.architecture.classes)"), ("trained on", training?.dataset),
            ("epochs", training?.epochs.map { "\($0)" }), ("made", training?.date),
            ("license", metadata.license), ("SHA-256", model.sha256),
          ]),
        ReportPage.Facts(
          "Data",
          [
            ("folder", folder), ("part", "\(split)"),
            ("classes there", "\(metrics.confusion.labels.count)"),
            ("left out, as they cannot be read", broken.isEmpty ? nil : "\(broken.count)"),
          ]),
        Machine.facts(device: device),
      ],
      command: (["reverie"] + CommandLine.arguments.dropFirst()).map(\.shellQuoted).joined(separator: " "))
  }

  private var part: String {
    switch split {
    case .all: ""
    case .test: " (held out)"
    case .train: " (trained on)"
    case .rule(let rule): " (test part of the split '\(rule)')"
    }
  }
}

/// What the test of a model gave, as JSON.
struct EvaluationSummary: Encodable {
  struct ClassResult: Encodable {
    let name: String
    let pictures: Int
    let right: Int
    let accuracy: Double
    /// The share of the pictures taken for the class that are of it.
    let precision: Double?
  }

  struct Confusion: Encodable {
    let name: String
    let takenFor: String
    let pictures: Int
  }

  let model: String
  let sha256: String?
  let folder: String
  let split: String
  let size: Int
  let pictures: Int
  let broken: [String]
  let top1: Double
  let top5: Double?
  let classMean: Double
  let loss: Double
  let calibrationError: Double
  let calibrationBins: [Calibration.Bin]
  let classes: [ClassResult]
  /// Every mistake that occurred, the most frequent first.
  let confusions: [Confusion]

  init(_ result: EvaluationResult) {
    let metrics = result.metrics
    let confusion = metrics.confusion
    model = result.model.name
    sha256 = result.model.sha256
    folder = result.folder
    split = "\(result.split)"
    size = result.side
    pictures = metrics.count
    broken = result.broken.map(\.path)
    top1 = metrics.accuracy
    top5 = metrics.topFiveAccuracy
    classMean = metrics.classAccuracy
    loss = metrics.loss
    calibrationError = metrics.calibration.expectedError
    calibrationBins = metrics.calibration.bins
    classes = confusion.labels.map { label in
      ClassResult(
        name: result.name(of: label), pictures: confusion.total(of: label), right: confusion.right(of: label),
        accuracy: confusion.accuracy(of: label) ?? 0, precision: confusion.precision(of: label))
    }
    confusions = confusion.mistakes.map {
      Confusion(name: result.name(of: $0.label), takenFor: result.name(of: $0.answer), pictures: $0.count)
    }
  }
}
