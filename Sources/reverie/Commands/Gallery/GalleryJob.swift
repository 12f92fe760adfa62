import ArgumentParser
import Checkpoints
import Dreaming
import Files
import Foundation
import Imaging
import Torch

/// The making of a gallery: everything is looked at first, then the pictures that are missing are made one by one.
final class GalleryJob {
  private let command: GalleryCommand
  private let folder: GalleryFolder
  private let plan: GalleryPlan
  private let device: Device
  private let verbosity: VerbosityOptions
  private var failures: Int

  /// Reads and checks the folder, the models' headers, the settings and the photos; broken photos are reported.
  init(_ command: GalleryCommand) throws {
    self.command = command
    verbosity = command.verbosity
    folder = GalleryFolder(command.output)
    try folder.check()
    device = try command.device.device()
    let models = try GalleryModel.list(
      command.models.isEmpty ? [ModelOption.dreamModel(verbosity)] : command.models)
    let list = try PhotoList(command.photos)
    let settings = try models.map { model in
      let all = try command.settings(for: model)
      let fitting = all.fitting(model.metadata)
      return (fitting, missing: all.count - fitting.count)
    }
    guard settings.contains(where: { !$0.0.isEmpty }) else { throw try Self.noLayer(command, models) }
    var photos: [(path: String, size: PixelSize, sha256: String?)] = []
    var failures = 0
    for path in list.paths {
      do {
        let image = try Image(contentsOf: path, limits: command.limit.limits)
        photos.append((path, PixelSize(image), try sha256(ofFile: path)))
      } catch {
        Terminal.error.write(Failure(error).text(verbose: verbosity.verbose))
        failures += 1
      }
    }
    guard !photos.isEmpty else { throw ExitCode.failure }
    self.failures = failures
    let names = GalleryPlan.unlike(
      photos.map { safeFileName(URL(filePath: $0.path).deletingPathExtension().lastPathComponent) })
    plan = try GalleryPlan(
      photos: zip(photos, names).map { .init(path: $0.path, name: $1, size: $0.size, sha256: $0.sha256) },
      models: models, fileExtension: command.format.rawValue
    ) { model in try command.settings(for: model).fitting(model.metadata) }
    if let precision = settings.lazy.flatMap(\.0).first?.options.precision {
      verbosity.noteIfSlow(precision, on: device)
    }
    for (model, (_, missing)) in zip(models, settings) where missing > 0 {
      verbosity.note("\(model.name) does not have the layers of \(missing) settings; they are left out")
    }
  }

  /// Makes what is missing, then the sheets and the page.
  ///
  /// - Throws: `ExitCode`: 130 when the user stopped it, 1 when something could not be made.
  func run() throws {
    let missing = plan.items.indices.filter { !folder.holds(plan.items[$0].recipe, in: plan.items[$0].file) }
    let there = plan.items.count - missing.count
    if there > 0 { verbosity.note("\(there) of \(plan.items.count) pictures are there") }
    let stop = StopRequest()
    let progress = GalleryProgress(
      works: missing.map { plan.items[$0].work }, quiet: verbosity.quiet)
    for (modelIndex, _) in plan.models.enumerated() where !stop.isRequested {
      try makeDreams(of: modelIndex, Set(missing), progress, stop)
    }
    progress.clear()
    let show = GalleryWriter(plan: plan, folder: folder, command: command)
    try show.write()
    if !verbosity.quiet { print("\(folder.path(of: "index.html")): \(show.summary)") }
    if stop.isRequested {
      Terminal.error.write("reverie: stopped; the same command line goes on with the gallery")
      throw ExitCode(130)
    }
    if failures > 0 { throw ExitCode.failure }
  }

  /// The pictures of one model, photo by photo; the model is read only when there is something to do.
  private func makeDreams(
    of modelIndex: Int, _ missing: Set<Int>, _ progress: GalleryProgress, _ stop: StopRequest
  ) throws {
    let ofModel = plan.items.indices.filter { plan.items[$0].model == modelIndex }
    let toDo = ofModel.filter { index in
      missing.contains(index)
        || (command.measure && folder.measures(of: plan.items[index].file, plan.items[index].recipe) == nil)
    }
    guard !toDo.isEmpty else { return }
    let model = try Model.load(plan.models[modelIndex].path)
    for (photoIndex, photo) in plan.photos.enumerated() {
      let items = toDo.filter { plan.items[$0].photo == photoIndex }
      guard !items.isEmpty, !stop.isRequested else { continue }
      let image = try Image(contentsOf: photo.path, limits: command.limit.limits)
      for index in items where !stop.isRequested {
        do {
          let item = plan.items[index]
          if missing.contains(index), try !dream(item, image, model, progress, stop) { return }
          if command.measure { try measure(item, image, model) }
        } catch {
          progress.clear()
          Terminal.error.write(
            Failure(error).text(verbose: verbosity.verbose) + " (\(plan.items[index].file))")
          failures += 1
        }
      }
    }
  }

  /// Makes a picture; `false` when the user stopped it half-way.
  private func dream(
    _ item: GalleryPlan.Item, _ photo: Image, _ model: Model, _ progress: GalleryProgress, _ stop: StopRequest
  ) throws -> Bool {
    progress.start(item.work)
    let inputs = try DreamInputs(
      for: item.options, classNames: model.metadata.classNames, limits: command.limit.limits)
    let mask = try item.options.mask(
      for: photo, with: model, file: DreamMask(for: item.options, limits: command.limit.limits))
    var dreamer = try Dreamer(
      architecture: model.graph, weights: model.weights, normalization: model.metadata.normalization,
      options: item.options, inputs: inputs, device: device)
    dreamer.memoryLimit = try command.memory.limit(on: device)
    var isStopped = false
    let picture = try dreamer.dream(photo, mask: mask) { snapshot in
      progress.show(snapshot.progress)
      if stop.isRequested {
        isStopped = true
        snapshot.stop()
      }
    }
    guard !isStopped else { return false }
    try folder.makeFolder(of: item.file)
    let options = EncodeOptions(quality: command.quality ?? EncodeOptions().quality, recipe: item.recipe.json)
    try Image(picture).write(to: folder.path(of: item.file), options: options)
    return true
  }

  private func measure(_ item: GalleryPlan.Item, _ photo: Image, _ model: Model) throws {
    let judge = try DreamEvaluator(
      photo, size: item.options.size(forPhoto: PixelSize(photo)), model: model,
      layers: item.options.objective.layers)
    try folder.keep(judge.measures(of: folder.path(of: item.file)), of: item.file, item.recipe)
  }

  /// Why no model has any of the layers: the first layer that is not there, with the nearest names.
  private static func noLayer(_ command: GalleryCommand, _ models: [GalleryModel]) throws -> any Error {
    for model in models {
      for layer in try command.settings(for: model).flatMap(\.options.objective.layers) {
        do {
          _ = try model.metadata.architecture.graph.layer(layer)
        } catch {
          return error
        }
      }
    }
    return UserError("no model has these layers; 'reverie layers' lists all")
  }
}

/// How far a gallery is: over all pictures that were missing when it began.
final class GalleryProgress {
  private let total: Int
  private let count: Int
  private let bar: Progress
  private var number = 0
  private var workBefore = 0
  private var work = 0
  private var stepsBefore = 0
  private var steps = 0

  init(works: [Int], quiet: Bool) {
    total = works.reduce(0, +)
    count = works.count
    bar = Progress(unit: "it", isQuiet: quiet)
  }

  /// The next picture begins; what the last one took is done, whole or not.
  func start(_ work: Int) {
    workBefore += self.work
    stepsBefore += steps
    self.work = work
    steps = 0
    number += 1
  }

  func show(_ progress: DreamProgress) {
    steps = progress.stepsDone
    let done = Double(workBefore + progress.workDone) / Double(max(1, total))
    bar.show(
      Progress.State(
        label: "picture \(number)/\(count), level \(progress.level)/\(progress.levels)", fraction: done,
        steps: stepsBefore + steps))
  }

  func clear() { bar.clear() }
}
