import ArgumentParser
import Checkpoints
import Explaining
import Foundation
import Imaging

/// The explanation of photos, with its progress on the terminal.
struct ExplanationJob {
  private let command: ExplainCommand
  private let plan: ExplanationPlan
  private var model: Model { plan.model }
  private var explainer: Explainer { plan.explainer }

  /// Checks all that can be checked before any work.
  init(_ command: ExplainCommand) throws {
    self.command = command
    plan = try ExplanationPlan(command)
  }

  func run() throws {
    let stop = StopRequest()
    let progress = Progress(unit: "maps", isQuiet: command.verbosity.quiet)
    var writer = try ExplanationWriter(plan.output, model: model, prints: command.json)
    var failures = 0
    var isStopped = false
    for (index, path) in plan.photos.enumerated() where !isStopped {
      do {
        let photo = try Image(contentsOf: path, limits: command.limit.limits)
        let classified = try explainer.classify(photo)
        var seen = ExplainedPhoto(path: path, photo: photo, classified: classified, model: model)
        let name = seen.fileName
        do {
          try explain(&seen) { method, place in
            if stop.isRequested { throw ExplanationStopped() }
            progress.show(
              Progress.State(
                label: "\(method.title) of \(name)",
                fraction: (Double(index) + place) / Double(plan.photos.count),
                steps: Int((Double(index) + place) * Double(plan.methods.count))))
          }
        } catch is ExplanationStopped {
          isStopped = true
        }
        progress.clear()
        if !seen.explanations.isEmpty { try writer.add(seen) }
        if !command.json { tell(seen) }
      } catch  where plan.photos.count > 1 && !(error is CheckpointError) {
        progress.clear()
        Terminal.error.write(Failure(error).text(verbose: command.verbosity.verbose))
        failures += 1
      }
    }
    try writer.finish(command: commandLine)
    if isStopped {
      Terminal.error.write("reverie: stopped; \(command.output) holds what was explained so far")
      throw ExitCode(130)
    }
    if failures > 0 { throw ExitCode.failure }
  }

  /// Each class by each method; `report` gets the share of the photo's work that is done.
  private func explain(
    _ photo: inout ExplainedPhoto, report: (ExplanationMethod, Double) throws -> Void
  ) throws {
    let targets = plan.targets(in: photo.classified)
    let whole = Double(targets.count * plan.methods.count)
    for target in targets {
      for method in plan.methods {
        let done = Double(photo.explanations.count)
        try report(method, done / whole)
        let start = ContinuousClock.now
        var explanation = try explainer.explanation(of: target, in: photo.classified, by: method) { share in
          try report(method, (done + share) / whole)
        }
        command.verbosity.detail(
          "\(method.name): \(String(format: "%.3f", (ContinuousClock.now - start).seconds)) s")
        if command.score {
          explanation.scores = try explainer.faithfulness(
            of: explanation, in: photo.classified, command.measures)
        }
        photo.explanations.append(explanation)
      }
    }
  }

  private func tell(_ photo: ExplainedPhoto) {
    guard !command.verbosity.quiet else { return }
    let likeliest = photo.classified.ranking.prefix(3)
      .map { "\(model.className($0)) \(Double(photo.classified.probabilities[$0]).percent)" }
    print("\(photo.path): \(likeliest.joined(separator: ", "))")
    var table = Table([.left("method"), .left("class"), .left("settings")])
    for explanation in photo.explanations {
      let values = explanation.settings + explanation.findings + (explanation.scores?.namedValues ?? [])
      table.add([
        explanation.method.title,
        "\(model.className(explanation.classIndex)) \(explanation.probability.percent)",
        values.map { "\($0.name) \($0.value)" }.joined(separator: ", "),
      ])
    }
    for line in table.lines { print("  " + line) }
    for warning in photo.explanations.flatMap(\.warnings) { command.verbosity.note("note: \(warning)") }
  }

  private var commandLine: String {
    (["reverie"] + CommandLine.arguments.dropFirst()).map(\.shellQuoted).joined(separator: " ")
  }
}
