import ArgumentParser
import Checkpoints
import Explaining
import Foundation
import Imaging
import Torch

/// The comparison of methods over many photos, with its progress on the terminal.
struct FaithfulnessJob {
  private let command: ExplainCommand
  private let plan: ExplanationPlan
  private let folder: String
  private var model: Model { plan.model }
  private var explainer: Explainer { plan.explainer }

  /// Checks all that can be checked before any work.
  init(_ command: ExplainCommand) throws {
    self.command = command
    plan = try ExplanationPlan(command)
    guard case .folder(let path) = plan.output else {
      throw UserError("--compare writes a table and plots: name a folder with -o, not \(command.output)")
    }
    folder = path
  }

  func run() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let stop = StopRequest()
    let progress = Progress(unit: "photos", isQuiet: command.verbosity.quiet)
    var table = FaithfulnessTable(model: model.name, methods: plan.methods)
    var failures = 0
    for (index, path) in plan.photos.enumerated() {
      let name = URL(filePath: path).lastPathComponent
      do {
        let classified = try explainer.classify(Image(contentsOf: path, limits: command.limit.limits))
        for target in plan.targets(in: classified) {
          try measure(target, classified, place: index, in: &table) { method, share in
            if stop.isRequested { throw ExplanationStopped() }
            progress.show(
              Progress.State(
                label: "\(method) of \(name)", fraction: (Double(index) + share) / Double(plan.photos.count),
                steps: index))
          }
        }
      } catch is ExplanationStopped {
        break
      } catch  where plan.photos.count > 1 {
        progress.clear()
        Terminal.error.write(Failure(error).text(verbose: command.verbosity.verbose))
        failures += 1
      }
    }
    progress.clear()
    guard let report = table.report else { throw UserError("no photo was measured, so there is no table") }
    try report.write(to: folder)
    if command.json { try printJSON(report) } else if !command.verbosity.quiet { report.print() }
    if stop.isRequested {
      Terminal.error.write("reverie: stopped; \(folder) holds what was measured so far")
      throw ExitCode(130)
    }
    if failures > 0 { throw ExitCode.failure }
  }

  /// The photos on which weights are randomised: each costs an explanation for every layer of the network.
  private static let randomizedPhotos = 3

  private func measure(
    _ target: Int, _ classified: ClassifiedImage, place: Int, in table: inout FaithfulnessTable,
    report: (String, Double) throws -> Void
  ) throws {
    let count = Double(plan.methods.count)
    for (index, method) in plan.methods.enumerated() {
      let title = method.title
      let explanation = try explainer.explanation(of: target, in: classified, by: method) { share in
        try report(title, (Double(index) + share / 2) / count)
      }
      try report(title, (Double(index) + 0.5) / count)
      table.add(try explainer.faithfulness(of: explanation, in: classified, command.measures), of: title)
      if method.isSinglePass, place < Self.randomizedPhotos {
        table.add(try randomized(method, target, classified), of: title)
      }
    }
    for (title, map) in FaithfulnessTable.references {
      table.add(
        try explainer.faithfulness(of: map(UInt64(place)), for: target, in: classified, command.measures),
        of: title)
    }
  }

  /// What becomes of the map while the network's weights are made random, from the head down.
  private func randomized(_ method: ExplanationMethod, _ target: Int, _ classified: ClassifiedImage) throws
    -> [WeightRandomization.Row]
  {
    try WeightRandomization().rows(architecture: model.graph, weights: model.weights) { weights in
      let other = try Explainer(model, weights: weights, command.settings)
      return try other.explanation(of: target, in: classified, by: method).map
        .resized(height: classified.picture.shape[2], width: classified.picture.shape[3], antialias: false)
    }
  }
}
