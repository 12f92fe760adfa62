import ArgumentParser
import Explaining
import Foundation
import Imaging

/// `reverie explain`: which parts of a photo a class's score comes from.
struct ExplainCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show which parts of a photo made the network say what it said.",
    discussion: """
      METHODS
        of gradients    saliency, input-x-gradient, smoothgrad,
                        integrated-gradients, guided-backpropagation,
                        deconvolution
        of a layer      grad-cam, grad-cam++, layercam, hirescam, xgrad-cam,
                        eigencam, score-cam, ablation-cam, guided-grad-cam
        of covering     occlusion, rise, lime
        all             every one of them

      The network sees each photo whole, its shorter side as long as those that it was tested with. What is explained is \
      the class's score before the softmax (rise and lime: its probability, as in their papers). The settings that were \
      used are printed, since tools differ.

      --score measures how faithful each map is: insertion and deletion (areas below the class's probability while \
      pixels come and go in the map's order), the confidence that is lost when only the map shows, infidelity, \
      sensitivity. --compare does so for many photos and puts the methods in a table, with a random map and a blob in \
      the middle beside them, and the sanity check by random weights.

      OUTPUT
        x.png, x.jpg    the map over the photo, or a sheet of several
        x.html          one page with everything, a slider for each map
        a folder        for each map: over the photo, alone, its numbers
                        (.safetensors), and a line in explanations.jsonl; with
                        --compare the table as JSON, and a plot for each method

      EXAMPLES
        reverie explain photo.jpg -o why.png
        reverie explain photo.jpg --method grad-cam --class owl --class 7 -o why.png
        reverie explain photo.jpg --method all -o why.html
        reverie explain photos/ --method layercam,smoothgrad -o explanations
        reverie explain pictures --split test --compare -o table
      """)

  @Argument(help: ArgumentHelp("The photos, or folders of photos.", valueName: "photo"))
  var photos: [String]

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "One of the METHODS, or several with commas; may be given again. (default: \(ExplanationPlan.usual))",
      valueName: "name"))
  var method: [String] = []

  @Option(
    name: [.customLong("class")], parsing: .singleValue,
    help: ArgumentHelp(
      "The class to explain, by name or index; may be given again. (default: what the network takes the photo for)",
      valueName: "class"))
  var classes: [String] = []

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "The picture, page or folder to write. (default: photo-why.png, with a number where that is there)",
      valueName: "file|folder"))
  var givenOutput: String?

  /// The picture, page or folder to write, once it is settled.
  var output: String { givenOutput ?? "" }

  @OptionGroup var model: ModelOption
  @OptionGroup(title: "What the methods do") var settings: ExplanationFlags

  @Flag(help: "Measure how faithful each map is.")
  var score = false

  @Flag(help: "Measure how faithful the methods are over all photos.")
  var compare = false

  @Option(
    help: ArgumentHelp(
      "The pixels that come or go at each step of insertion and deletion. (default: a row)",
      valueName: "count"))
  var pixelsPerStep: Int?

  @OptionGroup var selection: PictureSelection

  @Flag(help: "Print JSON: a line for each map, or the table of --compare.")
  var json = false

  @OptionGroup var limit: PhotoLimitOption
  @OptionGroup var threads: ThreadOption
  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if let pixelsPerStep, pixelsPerStep < 1 {
      throw ValidationError("--pixels-per-step takes a whole number from 1, not \(pixelsPerStep).")
    }
  }

  /// How faithful maps are is measured by these.
  var measures: Faithfulness {
    var measures = Faithfulness()
    measures.insertionDeletion.pixelsPerStep = pixelsPerStep
    return measures
  }

  func run() throws {
    threads.apply()
    verbosity.noteIfSlow(settings.precision)
    var command = self
    command.givenOutput = try givenOutput ?? DefaultOutput.name(for: photos, "why")
    if compare { try FaithfulnessJob(command).run() } else { try ExplanationJob(command).run() }
  }
}
