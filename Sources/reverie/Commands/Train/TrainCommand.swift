import ArgumentParser
import Checkpoints
import Datasets
import Foundation
import Torch
import Training

/// `reverie train`: a network learns the classes of a folder of pictures.
struct TrainCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network on a folder of pictures, from scratch or further.",
    discussion: """
      The folder holds one folder per class, named for it. The run's folder gets model.safetensors (the network of the \
      epoch that tested best), last.safetensors (that of the last epoch), report.html (a page with curves, confusions \
      and mistakes), metrics.jsonl (a line per epoch), an event file for TensorBoard, run.json (the settings) and \
      state.safetensors, from which --resume goes on: a run that was stopped or killed ends with the same weights as one that was not, bit \
      for bit, on the same processor with the same threads.

      EXAMPLES
        reverie train pictures --epochs 20 -o runs/first
        reverie train pictures --head pooled --size 64,96 --epochs 14,10 -o runs/b
        reverie train pictures --network resnet50 --size 224 --epochs 90 -o runs/c
        reverie train photos --batch-size auto --cache auto -o runs/f
        reverie train pictures --recipe modern --network resnet50 -o runs/d
        reverie train --show-recipe paper --network resnet152
        reverie train --resume runs/first
        reverie train ants-bees --start-from imagenet-vgg16 --freeze pool4 -o runs/h
        reverie train mine --start-from caltech101-vgg16 --epochs 5 -o runs/e
        torchrun --nproc-per-node 2 --no-python reverie train pictures -o runs/d
        reverie train pictures --network resnet50 --device cuda -o runs/g

      Under torchrun, SLURM or MPI the ranks train one network together: Docs/CLUSTER.md. --batch-size counts the \
      pictures of all of them, and the folder is that of rank 0.
      """)

  @Argument(help: ArgumentHelp("The folder of pictures, one folder per class.", valueName: "folder"))
  var pictures: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("The run's folder, which is made.", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp("Go on with the run in this folder, with its own settings.", valueName: "folder"))
  var resume: String?

  @Option(
    name: .customLong("pictures"),
    help: ArgumentHelp(
      "Where the pictures of a run that goes on are now, if they moved.", valueName: "folder"))
  var movedPictures: String?

  @Option(
    help: ArgumentHelp(
      "Start a new run from a trained model's weights; for other classes its last layer starts afresh.",
      valueName: "name|file"))
  var startFrom: String?

  @Option(
    help: ArgumentHelp("Print a recipe, with the other flags over it, and do nothing.", valueName: "recipe"))
  var showRecipe: String?

  @OptionGroup(title: "Training options") var flags: TrainingFlags

  @Option(
    help: ArgumentHelp(
      "Threads that decode pictures beside the step. (default: one for every four cores, all but one beside a GPU)",
      valueName: "count")
  )
  var workers: Int?

  @Option(
    help: ArgumentHelp(
      "Where the cache of pictures is, which several runs can share. (default: the run's folder)",
      valueName: "folder"))
  var cacheFolder: String?

  @Option(help: ArgumentHelp("Seconds between states within an epoch.", valueName: "seconds"))
  var saveEvery = 120.0

  @Flag(inversion: .prefixedNo, help: "Write an event file that TensorBoard shows.")
  var tensorboard = true

  @Option(
    help: ArgumentHelp("Seconds that a rank of several waits for the others.", valueName: "seconds"))
  var rankTimeout = 300.0

  @OptionGroup var device: DeviceOption
  @OptionGroup var threads: ThreadOption
  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if showRecipe != nil { return }
    if resume == nil, flags.usual[\.freeze] != nil, startFrom == nil {
      throw ValidationError("--freeze keeps what is learned already: name a model with --start-from.")
    }
    if resume == nil {
      let options = try flags.options()
      try asValidation { try options.validate() }
      if cacheFolder != nil, options.cache == .off {
        throw ValidationError("--cache-folder is for --cache on or auto.")
      }
    }
    if let flag = flags.givenFlags.first, resume != nil {
      throw ValidationError(
        "A run goes on with its own settings: leave \(flag) out, or begin a new one with --start-from its model."
      )
    }
    if movedPictures != nil, resume == nil {
      throw ValidationError("--pictures is for --resume; name the folder of a new run alone.")
    }
    guard (resume == nil) != (pictures == nil && output == nil && startFrom == nil) else {
      throw ValidationError(
        "Give a folder of pictures and -o for a new run, or --resume alone to go on with one.")
    }
    if resume == nil && (pictures == nil || output == nil) {
      throw ValidationError("A new run needs a folder of pictures and -o for its results.")
    }
    if let workers, !(1...256).contains(workers) {
      throw ValidationError("--workers takes a whole number from 1 to 256, not \(workers).")
    }
    guard (1...86400).contains(rankTimeout) else {
      throw ValidationError("--rank-timeout takes seconds from 1 to 86400, not \(rankTimeout).")
    }
    guard saveEvery > 0 else {
      throw ValidationError("--save-every takes seconds above 0, not \(saveEvery).")
    }
  }

  func run() throws {
    if let showRecipe {
      var shown = flags
      shown.recipe = showRecipe
      let options = try shown.options()
      try options.validate()
      return Terminal.output.write(try options.json())
    }
    let launch = try LauncherEnvironment(environment: ProcessInfo.processInfo.environment)
    let device = try device.device(for: launch)
    threads.apply(sharedBy: launch?.localSize ?? 1)
    let folder = RunFolder(path: resume ?? output ?? "")
    let options = try newOptions()
    if let pictures {
      try Trainer.check(pictures: pictures, startsFrom: startFrom, options: options)
      for note in try ImageFolder(path: pictures).notes where launch.map({ $0.rank == 0 }) ?? true {
        verbosity.note("\(pictures): \(note)")
      }
    }
    let replica = try Replica(launch, device: device, timeout: rankTimeout)
    let machine = try TrainingMachine(
      sharedBy: launch, cores: ProcessInfo.processInfo.activeProcessorCount,
      freeMemory: AvailableMemory.bytes, workers: workers, device: device)
    if let pictures, replica.isFirst {
      try create(folder, pictures: pictures, options: options, launch: launch, machine)
    }
    if resume != nil, replica.isFirst {
      try verbosity.noteIfSlow(folder.description().options.precision, on: device)
    }
    if launch == nil, threads.threads == nil { Runtime.threads = try folder.description().threads }
    let trainer = try Trainer(
      folder, pictures: movedPictures, workers: machine.workers, device: device, saveInterval: saveEvery,
      keepLimit: AvailableMemory.bytes / 3, cacheFolder: cacheFolder,
      replica: replica, logsEvents: tensorboard)
    try TrainingJob(trainer: trainer, folder: folder, verbosity: replica.isFirst ? verbosity : .silent).run()
  }

  /// The options of a new run.
  private func newOptions() throws -> TrainingOptions {
    var flags = flags
    let isDivided = try pictures.map { try ImageFolder(path: $0).isDivided } ?? false
    if isDivided { flags.usual[\.split] = flags.usual[\.split] ?? .folders }
    if let startFrom {
      flags.follow(try Model.named(startFrom).metadata)
      flags.startGently()
      if let heldOut = try heldOut { flags.follow(heldOut) }
    } else if let pictures {
      let rule = flags.usual[\.split] ?? TrainingOptions().split
      let seed = flags.usual[\.seed] ?? TrainingOptions().seed
      // What is wrong with the folder is said where everything is checked.
      if let split = try? ImageFolder(path: pictures).split(rule, seed: seed) {
        flags.fit(toPictures: split.train.count)
      }
    }
    return try flags.options()
  }

  /// What the model that the run starts from was tested on, where it has learned these classes and its rule fits the
  /// folder.
  private var heldOut: HeldOut? {
    get throws {
      guard let startFrom, let pictures else { return nil }
      let model = try Model.named(startFrom).metadata
      let folder = try ImageFolder(path: pictures)
      guard folder.classNames == model.classNames, let heldOut = HeldOut(model),
        (try? folder.split(heldOut.rule, seed: heldOut.seed)) != nil
      else { return nil }
      return heldOut
    }
  }

  /// Says what would learn more from few pictures, where a run starts from nothing and follows the defaults.
  private func noteFewPictures(in pictures: String, _ options: TrainingOptions) throws {
    guard startFrom == nil, flags.recipe == nil, flags.usual[\.epochs] == nil else { return }
    let count = try ImageFolder(path: pictures).split(options.split, seed: options.seed).train.count
    guard count < TrainingOptions.fewPictures else { return }
    verbosity.note(
      "\(count.grouped) pictures are few for a network that starts from nothing; "
        + "'--start-from imagenet-vgg16 --freeze pool4' learns more from them, in minutes")
  }

  /// Begins a run in `folder`, unless an earlier attempt of this launch has. What the options leave open is measured
  /// here, for all that take part.
  private func create(
    _ folder: RunFolder, pictures: String, options: TrainingOptions, launch: LauncherEnvironment?,
    _ machine: TrainingMachine
  ) throws {
    var run = RunFolder.Description(
      pictures: URL(filePath: pictures).standardizedFileURL.path, startsFrom: startFrom, options: options,
      threads: Runtime.threads,
      command: (["reverie"] + CommandLine.arguments.dropFirst()).joined(separator: " "),
      version: Reverie.version, launch: launch?.name)
    run.cacheFolder = cacheFolder.map { URL(filePath: $0).standardizedFileURL.path }
    guard try !folder.holds(run, attempt: launch?.attempt ?? 0) else { return }
    verbosity.noteIfSlow(options.precision, on: machine.device)
    if launch == nil { try noteFewPictures(in: pictures, options) }
    if let startFrom, let heldOut = try heldOut, heldOut != HeldOut(rule: options.split, seed: options.seed) {
      verbosity.note(
        "\(startFrom) may have learned pictures that this run tests on, which would make it look better than it is; "
          + "it was tested on those of \(heldOut)")
    }
    let settlement = try AutoSettings(
      options, pictures: ImageFolder(path: pictures), machine: machine,
      cacheFolder: run.cacheFolder ?? folder.path)
    settlement.measured.lines.forEach(verbosity.note)
    run.options = settlement.options
    run.measured = settlement.measured.isEmpty ? nil : settlement.measured
    try folder.create(run)
  }
}
