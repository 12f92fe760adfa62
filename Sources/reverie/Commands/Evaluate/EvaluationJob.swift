import Checkpoints
import Datasets
import Foundation
import Networks
import Torch
import Training

/// The test of a model on a folder, with its progress on the terminal.
struct EvaluationJob {
  private let command: EvaluateCommand
  private let model: Model
  private let samples: [Sample]
  private let side: Int
  private let device: Device

  /// Reads the model, lists the folder and checks that they fit, before any work.
  init(_ command: EvaluateCommand) throws {
    device = try command.device.device()
    model = try Model.named(command.model)
    let metadata = model.metadata
    guard metadata.architecture.head != .absent else {
      throw UserError("\(model.name): \(NetworkError.noHead)")
    }
    guard !metadata.classNames.isEmpty else { throw EvaluationError.namelessClasses(model: model.name) }
    let folder = try ImageFolder(path: command.pictures)
    let matching = try ClassMatching(folder: folder.classNames, model: metadata.classNames)
    side = command.size ?? metadata.testedSize
    _ = try model.graph.report(height: side, width: side)
    samples = try command.split.samples(of: folder, for: model)
      .map { $0.labeled(matching.labels[$0.label]) }
    self.command = command
    if command.split == .all, metadata.training?.dataset == URL(filePath: folder.path).lastPathComponent {
      command.verbosity.note(
        "the model was trained on a part of a folder of this name; --split test takes what was held out")
    }
  }

  /// Asks the model about every picture.
  func run() throws -> EvaluationResult {
    let (verbosity, metadata) = (command.verbosity, model.metadata)
    verbosity.noteIfSlow(command.precision, on: device)
    let weights = try model.graph.weights(model.weights, in: command.precision.dtype(on: device))
    let executor = try Executor(model.graph, weights: weights.mapValues { try $0.to(device) })
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let workers = command.workers ?? TrainingMachine.workers(cores: cores, beside: device)
    let progress = Progress(unit: "images", isQuiet: verbosity.quiet)
    var broken: [BrokenPicture] = []
    let evaluation = try Evaluation(
      executor, samples: samples, transform: .centerCrop(side: side), normalization: metadata.normalization,
      precision: command.precision.dtype(on: device), device: device, batchSize: 32, workers: workers,
      broken: {
        broken.append($0)
        progress.clear()
        verbosity.note("left out: \($0.reason)")
      },
      progress: { done in
        progress.show(
          Progress.State(label: model.name, fraction: Double(done) / Double(samples.count), steps: done))
      })
    progress.clear()
    return EvaluationResult(
      model: model, folder: command.pictures, split: command.split, side: side, device: device,
      broken: broken,
      predictions: evaluation.predictions)
  }
}
