import ArgumentParser
import Checkpoints
import Dreaming
import Explaining
import Files
import Foundation
import Imaging
import Torch

/// Dreams of one photo or many with all that they need, checked before the work starts.
struct DreamJob {
  private let command: DreamCommand
  private let model: Model
  private let dreamer: Dreamer
  /// The mask of the options' file.
  private let mask: DreamMask?
  private let targets: DreamOutputs
  private let verbosity: VerbosityOptions

  /// Reads and checks everything but the photos: the outputs' place, the device, the recipe, the model.
  init(_ command: DreamCommand) throws {
    self.command = command
    verbosity = command.verbosity
    targets = try DreamOutputs(PhotoList(command.photos), command.picture)
    try targets.check(command.picture)
    let device = try command.device.device()
    let recipe = try command.recipe.map(RecipeFile.read)
    let preset = try command.preset.map(Preset.named)
    Self.setThreads(command.threads, recipe)
    model = try Self.model(command.model, recipe, command.flags, verbosity)
    var options = try command.flags.folded(
      onto: preset?.options(for: model.graph) ?? recipe?.options ?? command.flags.usual)
    try preset?.check(options, model, verbosity)
    options.complete(for: model.metadata.architecture, defaultLayers: model.metadata.defaultLayers)
    verbosity.noteIfSlow(options.precision, on: device)
    let inputs = try DreamInputs(
      for: options, classNames: model.metadata.classNames, limits: command.limit.limits)
    mask = try DreamMask(for: options, limits: command.limit.limits)
    var dreamer = try Dreamer(
      architecture: model.graph, weights: model.weights, normalization: model.metadata.normalization,
      options: options, inputs: inputs, device: device)
    dreamer.memoryLimit = try command.memory.limit(on: device)
    self.dreamer = dreamer
    _ = try options.whereSeen.map { try SaliencyMask($0, in: model) }
  }

  /// Dreams of every photo. Where there are several, one that cannot be dreamt on is reported and left out.
  ///
  /// - Throws: what is wrong with a single photo; `ExitCode` when one of several was left out, or the user stopped.
  func run() throws {
    var stop: StopRequest?
    var reports: [DreamReport] = []
    var failures = 0
    for (index, target) in targets.all.enumerated() {
      do {
        let photo = try Image(
          contentsOf: target.photo, limits: command.limit.limits, depth: command.picture.depth)
        let mask = try dreamer.options.mask(for: photo, with: model, file: mask)
        let plan = try dreamer.plan(forPhoto: PixelSize(photo), mask: mask)
        try targets.makeFolder()
        let request = stop ?? StopRequest()
        stop = request
        let report = try dream(photo, within: mask, plan, target, index: index, stop: request)
        if command.json { reports.append(report) } else if !verbosity.quiet { report.print() }
        if request.isRequested {
          tellStop(report, left: targets.all.count - index - 1)
          throw ExitCode(130)
        }
      } catch  where targets.folder != nil && !(error is ExitCode) {
        Terminal.error.write(Failure(error).text(verbose: verbosity.verbose))
        failures += 1
      }
    }
    if command.json { try printJSON(reports) }
    if failures > 0 { throw ExitCode.failure }
  }

  private func dream(
    _ photo: Image, within mask: DreamMask?, _ plan: DreamPlan, _ target: DreamOutputs.Target, index: Int,
    stop: StopRequest
  ) throws -> DreamReport {
    tell(plan, target)
    Runtime.keepFreedMemory(plan.tile == nil)
    let frames = DreamFrames(options: command.frames, output: target.output)
    func recipe() throws -> DreamRecipe { try self.recipe(of: target, plan) }
    let label = targets.all.count > 1 ? "photo \(index + 1)/\(targets.all.count), " : ""
    let progress = Progress(unit: "it", isQuiet: verbosity.quiet)
    var stoppedAfter: DreamProgress?
    let picture = try dreamer.dream(photo, plan: plan, mask: mask) { snapshot in
      let step = snapshot.progress
      progress.show(Progress.State(step, label: label))
      if step.iteration == step.iterations {
        progress.clear()
        verbosity.detail(
          "level \(step.level), \(step.size) pixels: objective \(step.objective.threeDigits)")
      }
      for path in frames.paths(after: step) {
        try write(snapshot.picture(), recipe().stopped(after: step), to: path)
      }
      if stop.isRequested && step.stepsDone < step.steps {
        stoppedAfter = step
        snapshot.stop()
      }
    }
    progress.clear()
    try write(picture, stoppedAfter.map(recipe().stopped) ?? recipe(), to: target.output)
    var report = DreamReport(
      photo: target.photo, output: target.output, size: plan.size, objective: dreamer.options.objective,
      model: model.name, seconds: progress.seconds, stoppedAfter: stoppedAfter?.stepsDone)
    if command.measure {
      let judge = try DreamEvaluator(photo, size: plan.size, model: model, layers: dreamer.objective.layers)
      report.measures = try judge.measures(of: target.output)
    }
    return report
  }

  private func write(_ picture: Tensor, _ recipe: DreamRecipe, to path: String) throws {
    try command.picture.write(
      Image(picture, depth: command.picture.depth), recipe: recipe.json, to: path)
  }

  /// All that it takes to make the picture again.
  private func recipe(of target: DreamOutputs.Target, _ plan: DreamPlan) throws -> DreamRecipe {
    var options = dreamer.options
    options.tile = plan.tile
    return DreamRecipe(
      options: options, model: model.name, modelSHA256: model.sha256,
      photo: URL(filePath: target.photo).lastPathComponent, photoSHA256: try sha256(ofFile: target.photo),
      reverie: Reverie.version, libtorch: Runtime.version, threads: Runtime.threads)
  }
}

// MARK: - What is said

extension DreamJob {
  private func tell(_ plan: DreamPlan, _ target: DreamOutputs.Target) {
    if plan.isResized && dreamer.options.width == nil {
      verbosity.note(
        "\(target.photo) has \(plan.photo) pixels and is dreamt on at \(plan.size); --width chooses another size"
      )
    }
    if let tile = plan.tile {
      verbosity.note("in tiles of \(tile) pixels, about \(plan.memory.memorySize) of memory")
    }
    verbosity.detail(
      """
      about \(plan.memory.memorySize) of memory, of \(dreamer.memoryLimit.memorySize) that the dream may take
      model \(model.name): \(model.metadata.architecture.network), \(model.path ?? "in memory")
      \(dreamer.precision.rawValue), \(Runtime.threads) threads, libtorch \(Runtime.version)
      levels \(plan.levels.map(\.description).joined(separator: ", ")), \(plan.iterations) iterations each
      """)
  }

  private func tellStop(_ report: DreamReport, left: Int) {
    let others = left == 0 ? "" : "; \(left) more photo\(left == 1 ? " was" : "s were") not dreamt on"
    let dream =
      report.stoppedAfter.map { "after \($0) steps; \(report.output) holds the dream so far" }
      ?? "after \(report.output), which is whole"
    Terminal.error.write("reverie: stopped \(dream)\(others)")
  }
}

// MARK: - What a recipe and the flags decide together

extension DreamJob {
  /// A recipe's number of threads gives the same bytes; where there are fewer cores, speed goes before.
  private static func setThreads(_ option: ThreadOption, _ recipe: DreamRecipe?) {
    option.apply()
    guard option.threads == nil, let threads = recipe?.threads else { return }
    if (1...ProcessInfo.processInfo.activeProcessorCount).contains(threads) { Runtime.threads = threads }
  }

  private static func model(
    _ option: ModelOption, _ recipe: DreamRecipe?, _ flags: DreamFlags, _ verbosity: VerbosityOptions
  ) throws -> Model {
    // The model that dreams best has no classes.
    let asksForClasses = try flags.folded(onto: recipe?.options ?? DreamOptions()).asksForClasses
    let model: Model
    do {
      model = try option.loadForDreams(
        else: recipe?.model ?? (asksForClasses ? ModelCatalog.builtInName : nil), verbosity)
      model.prepareDigest()
    } catch {
      guard option.model == nil, case .unknownModel(let name, _, _) = error else { throw error }
      throw UserError(
        "the recipe was made with the model '\(name)', which is not here; name its file with --model")
    }
    if let expected = recipe?.modelSHA256, model.name == recipe?.model, model.sha256 != expected {
      verbosity.note("\(model.name) is not the file that the recipe was made with: the dream will differ")
    }
    return model
  }
}

extension DreamRecipe {
  /// The recipe of the dream as it is after a step; after the last one, the recipe itself.
  fileprivate func stopped(after progress: DreamProgress) -> DreamRecipe {
    var recipe = self
    if progress.stepsDone < progress.steps { recipe.stoppedAfter = progress.stepsDone }
    return recipe
  }
}

extension Progress.State {
  fileprivate init(_ progress: DreamProgress, label: String) {
    let iteration = String(progress.iteration)
    let padding = String(repeating: " ", count: String(progress.iterations).count - iteration.count)
    self.init(
      label: label
        + "level \(progress.level)/\(progress.levels), iteration \(padding)\(iteration)/\(progress.iterations)",
      fraction: Double(progress.workDone) / Double(progress.work), steps: progress.stepsDone)
  }
}
