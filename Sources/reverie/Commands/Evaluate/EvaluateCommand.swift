import ArgumentParser
import Datasets
import Foundation
import Imaging
import Networks
import Training

/// `reverie evaluate`: how well a model does on a folder of pictures.
struct EvaluateCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Test a model on a folder of pictures: accuracy, confusions, calibration.",
    discussion: """
      The folder holds one folder per class, named as a class of the model; case, underscores, hyphens and spaces \
      need not agree. Of each picture the largest square around the center is taken, at the size that the model was \
      tested with (224 pixels where it does not say).

      The calibration error says how far the network's certainty is from how often it is right: the expected \
      calibration error of Guo et al. (2017) with 15 bins.

      EXAMPLES
        reverie evaluate runs/first/model.safetensors pictures --split test
        reverie evaluate vgg16 photos --json
        reverie evaluate caltech101-vgg16 caltech101 --split test -o report.html
      """)

  @Argument(
    help: ArgumentHelp(
      "The model: a name that 'reverie models' lists, or a .safetensors file.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("The folder of pictures, one folder per class.", valueName: "folder"))
  var pictures: String

  @Option(
    help: ArgumentHelp(
      "The pictures to take: all, test (those that were held out of the model's training), train (the others), or the "
        + "test part of another split: 0.8, official, paper or folders.",
      valueName: "part"))
  var split = EvaluationSplit.all

  @Option(help: ArgumentHelp("The side of the squares. (default: the model's)", valueName: "pixels"))
  var size: Int?

  @Option(
    help: ArgumentHelp(
      "What to compute in: float32, bfloat16, or auto for bfloat16 where it is fast.",
      valueName: "type"))
  var precision = ComputePrecision.float32

  @Flag(help: "Print JSON for other programs.")
  var json = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write a page with everything, and the worst mistakes as pictures.", valueName: "file")
  )
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Threads that decode pictures beside the network. (default: one for every four cores, all but one beside a GPU)",
      valueName: "count"))
  var workers: Int?

  @OptionGroup var device: DeviceOption
  @OptionGroup var threads: ThreadOption
  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if let size, !(8...4096).contains(size) {
      throw ValidationError("--size takes a whole number from 8 to 4096, not \(size).")
    }
    if let workers, !(1...256).contains(workers) {
      throw ValidationError("--workers takes a whole number from 1 to 256, not \(workers).")
    }
    if let output, !["html", "htm"].contains(URL(filePath: output).pathExtension.lowercased()) {
      throw ValidationError("-o takes a .html file, not \(output).")
    }
  }

  func run() throws {
    threads.apply()
    if let output { try OutputFile.checkFolder(of: output) }
    let job = try EvaluationJob(self)
    let result = try job.run()
    if let output {
      try Data(result.page.html.utf8).write(to: URL(filePath: output), options: .atomic)
      verbosity.note("report: \(output)")
    }
    if json { try printJSON(EvaluationSummary(result)) } else { result.print() }
  }
}
