import Checkpoints
import Dreaming
import Foundation
import Imaging
import Torch

/// One dream with all that it needs, checked before the work starts.
struct DreamJob {
  private let command: DreamCommand
  private let photo: Image
  private let model: Model
  private let dreamer: Dreamer
  private let plan: DreamPlan
  private let talk: TalkOptions

  /// Reads and checks everything: the output's place, the device, the recipe, the model, the photo, the sizes.
  init(_ command: DreamCommand) throws {
    self.command = command
    talk = command.talk
    try command.picture.check(photo: command.photo)
    let device = try Device(named: command.device)
    let recipe = try command.recipe.map(RecipeFile.read)
    Self.setThreads(command.threads, recipe)
    model = try Self.model(command.model, recipe, talk)
    var options = try command.flags.folded(onto: recipe?.options ?? DreamOptions())
    options.complete(for: model.metadata.architecture, defaultLayers: model.metadata.defaultLayers)
    let materials = try DreamMaterials(
      for: options, classNames: model.metadata.classNames, limits: command.limit.limits)
    var dreamer = try Dreamer(
      architecture: model.graph, weights: model.weights, normalization: model.metadata.normalization,
      options: options, materials: materials, device: device)
    dreamer.memoryLimit = command.memory.limit
    self.dreamer = dreamer
    photo = try Image(
      contentsOf: command.photo, limits: command.limit.limits, depth: command.picture.depth)
    plan = try dreamer.plan(forPhoto: PixelSize(photo))
  }

  /// Dreams, writes the picture and says where it is.
  func run(interrupt: Interrupt) throws {
    tellPlan()
    let progress = Progress(unit: "it", isQuiet: talk.quiet)
    let dream = try dreamer.dream(photo) { step in
      progress.show(Progress.State(step))
      if step.iteration == step.iterations {
        progress.clear()
        talk.detail("level \(step.level), \(step.size) pixels: objective \(step.objective.threeDigits)")
      }
    }
    progress.clear()
    interrupt.end()
    try command.picture.write(Image(dream, depth: command.picture.depth), recipe: recipe.json)
    guard !talk.quiet else { return }
    print(
      "\(command.picture.output): \(plan.size) pixels, \(dreamer.options.objective) of \(model.name), "
        + progress.seconds.duration)
  }

  /// All that it takes to make the picture again.
  private var recipe: DreamRecipe {
    var options = dreamer.options
    options.tile = plan.tile
    return DreamRecipe(
      options: options, model: model.name, modelSHA256: model.sha256,
      photo: URL(filePath: command.photo).lastPathComponent, reverie: Reverie.version,
      libtorch: Runtime.version, threads: Runtime.threads)
  }

  private func tellPlan() {
    if plan.isResized && dreamer.options.width == nil {
      talk.note(
        "\(command.photo) has \(plan.photo) pixels and is dreamt on at \(plan.size); --width chooses another size"
      )
    }
    if let tile = plan.tile {
      talk.note("in tiles of \(tile) pixels, about \(plan.memory.gigabytes) of memory")
    }
    talk.detail(
      """
      about \(plan.memory.gigabytes) of memory, of \(command.memory.limit.gigabytes) that the dream may take
      model \(model.name): \(model.metadata.architecture.network), \(model.path ?? "in memory")
      \(dreamer.precision.rawValue), \(Runtime.threads) threads, libtorch \(Runtime.version)
      levels \(plan.levels.map(\.description).joined(separator: ", ")), \(plan.iterations) iterations each
      """)
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
    _ option: ModelOption, _ recipe: DreamRecipe?, _ talk: TalkOptions
  ) throws -> Model {
    let model: Model
    do {
      model = try option.load(else: recipe?.model)
    } catch {
      guard option.model == nil, case .unknownModel(let name, _, _) = error else { throw error }
      throw UserError(
        "the recipe was made with the model '\(name)', which is not here; name its file with --model")
    }
    if let expected = recipe?.modelSHA256, model.name == recipe?.model, model.sha256 != expected {
      talk.note("\(model.name) is not the file that the recipe was made with: the dream will differ")
    }
    return model
  }
}

extension Progress.State {
  fileprivate init(_ progress: DreamProgress) {
    let iteration = String(progress.iteration)
    let padding = String(repeating: " ", count: String(progress.iterations).count - iteration.count)
    self.init(
      label:
        "level \(progress.level)/\(progress.levels), iteration \(padding)\(iteration)/\(progress.iterations)",
      fraction: Double(progress.workDone) / Double(progress.work),
      steps: (progress.level - 1) * progress.iterations + progress.iteration)
  }
}
