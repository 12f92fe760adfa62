import ArgumentParser
import Datasets
import Foundation
import Torch
import Training

/// `reverie train`: a network learns the classes of a folder of pictures.
struct TrainCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network from scratch on a folder of pictures.",
    discussion: """
      The folder holds one folder per class, named for it. The run's folder gets model.safetensors (the network of the \
      epoch that tested best), last.safetensors (that of the last epoch), report.html (a page with curves, confusions \
      and mistakes), metrics.jsonl (a line per epoch), an event file for TensorBoard, run.json (the settings) and \
      state.safetensors, from which --resume goes on: a run that was stopped or killed ends with the same weights as one that was not, bit \
      for bit, on the same machine with the same threads.

      EXAMPLES
        reverie train pictures --epochs 20 -o runs/first
        reverie train pictures --head pooled --size 64,96 --epochs 14,10 -o runs/b
        reverie train pictures --network resnet50 --size 224 --epochs 90 -o runs/c
        reverie train pictures --recipe modern --network resnet50 -o runs/d
        reverie train --show-recipe paper --network resnet152
        reverie train --resume runs/first
      """)

  @Argument(help: ArgumentHelp("The folder of pictures, one folder per class.", valueName: "folder"))
  var pictures: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("The run's folder, which is made.", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp("Go on with the run in this folder, with its own settings.", valueName: "folder"))
  var resume: String?

  @Option(
    help: ArgumentHelp("Print a recipe, with the other flags over it, and do nothing.", valueName: "recipe"))
  var showRecipe: String?

  @OptionGroup(title: "Training options") var flags: TrainingFlags

  @Option(help: ArgumentHelp("Threads that decode pictures beside the step.", valueName: "count"))
  var workers = max(1, ProcessInfo.processInfo.activeProcessorCount / 4)

  @Option(help: ArgumentHelp("Seconds between states within an epoch.", valueName: "seconds"))
  var saveEvery = 120.0

  @Flag(inversion: .prefixedNo, help: "Write an event file that TensorBoard shows.")
  var tensorboard = true

  @OptionGroup var threads: ThreadOption
  @OptionGroup var talk: TalkOptions

  func validate() throws {
    if showRecipe != nil { return }
    if resume == nil {
      do { try flags.options().validate() } catch let error as TrainingError {
        throw ValidationError("\(error).")
      }
    }
    guard (resume == nil) != (pictures == nil && output == nil) else {
      throw ValidationError(
        "Give a folder of pictures and -o for a new run, or --resume alone to go on with one.")
    }
    if resume == nil && (pictures == nil || output == nil) {
      throw ValidationError("A new run needs a folder of pictures and -o for its results.")
    }
    guard (1...256).contains(workers) else {
      throw ValidationError("--workers takes a whole number from 1 to 256, not \(workers).")
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
    threads.apply()
    let folder = RunFolder(path: resume ?? output ?? "")
    if let pictures { try start(folder, pictures: pictures) }
    let run = try folder.description()
    if threads.threads == nil { Runtime.threads = run.threads }
    let trainer = try Trainer(folder, workers: workers, saveInterval: saveEvery, logsEvents: tensorboard)
    try TrainingJob(trainer: trainer, folder: folder, talk: talk).run()
  }

  private func start(_ folder: RunFolder, pictures: String) throws {
    var options = try flags.options()
    if options.precision == .auto {
      options.precision = options.precision.dtype == .bfloat16 ? .bfloat16 : .float32
    }
    if flags.split == nil, try ImageFolder(path: pictures).isDivided { options.split = .folders }
    try Trainer.check(pictures: pictures, options: options)
    try folder.create(
      RunFolder.Description(
        pictures: pictures, options: options, threads: Runtime.threads,
        command: (["reverie"] + CommandLine.arguments.dropFirst()).joined(separator: " "),
        version: Reverie.version))
  }
}
