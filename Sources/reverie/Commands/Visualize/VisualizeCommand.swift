import ArgumentParser
import Checkpoints
import Dreaming
import Imaging

/// `reverie visualize`: what the parts of a network look for.
struct VisualizeCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "visualize",
    abstract: "Draw what channels, classes and directions of a network look for.",
    discussion: """
      Each picture climbs, from noise or a photo, until it excites its target as much as it can; it is rolled, turned \
      and scaled before each step, so that what the network sees in it holds. A file gets the pictures on one labeled \
      sheet, or a single one as it is; a folder gets a sheet for each layer, and each picture by itself. With --photo the layer's strongest \
      channels in that photo are drawn, each beside the place where it found something. Ctrl-C writes the pictures so \
      far; a second one ends at once. 'atlas' is the same command's former name.

      EXAMPLES
        reverie visualize --layer relu4_3 --channel 3,40,77 -o sheet.png
        reverie visualize --layer relu3_3 relu5_3 --channel 0-7 -o sheet.jpg
        reverie visualize --class sunflower lotus -o classes.png
        reverie visualize --layer relu5_3 --channel 17 --variants 4 -o four.png
        reverie visualize --layer relu4_3 --direction random(7) -o direction.png
        reverie visualize --layer relu4_3 --photo photo.jpg -o seen.png
        reverie visualize --class lotus --from photo.jpg -o lotus.png
      """,
    aliases: ["atlas"])

  @OptionGroup var model: ModelOption

  @Option(
    name: [.short, .long, .customLong("layers")], parsing: .upToNextOption,
    help: ArgumentHelp("Layers by name or alias. (default: the model's own choice)", valueName: "layer"))
  var layer: [String] = []

  @Option(
    name: [.long, .customLong("channels")],
    help: ArgumentHelp(
      "Channels of each layer from 0, as 0-15,20, or all. (default: 0-15)", valueName: "channels"))
  var channel: ChannelList?

  @Option(
    name: .customLong("class"), parsing: .upToNextOption,
    help: ArgumentHelp("Classes of the model, by name or index.", valueName: "class"))
  var classes: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Directions of each layer's channels: random(SEED), or a file with a number for each channel.",
      valueName: "direction"))
  var direction: [DirectionName] = []

  @Option(
    help: ArgumentHelp("Show what each layer saw in this photo: its strongest channels.", valueName: "photo"))
  var photo: String?

  @Option(help: ArgumentHelp("How many channels --photo shows. (default: 9)", valueName: "count"))
  var strongest: Int?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The sheet to write, .png, .jpg or .jpeg, or a folder.", valueName: "file|folder"))
  var output: String

  @OptionGroup var variants: SettingFlags<VariantSection>

  @Option(
    help: ArgumentHelp("Start from the middle square of this photo. (default: noise)", valueName: "photo"))
  var from: String?

  @OptionGroup(title: "The climb") var steps: VisualizationFlags

  @OptionGroup var device: DeviceOption

  @OptionGroup var limit: PhotoLimitOption
  @OptionGroup var threads: ThreadOption
  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if photo != nil && (channel != nil || !classes.isEmpty || !direction.isEmpty) {
      throw ValidationError("--photo chooses the channels; leave --channel, --class and --direction out.")
    }
    if strongest != nil && photo == nil { throw ValidationError("--strongest belongs to --photo.") }
    if let strongest, !(1...512).contains(strongest) {
      throw ValidationError("--strongest takes a whole number from 1 to 512, not \(strongest).")
    }
    try asValidation { try options.validate() }
  }

  func run() throws {
    threads.apply()
    try VisualizeJob(self).run()
  }

  /// The settings that the flags make.
  var options: VisualizationOptions {
    var options = VisualizationOptions()
    variants.fold(onto: &options)
    steps.fold(onto: &options)
    return options
  }
}

/// How pictures of a visualization come about, as flags over the defaults.
typealias VisualizationFlags = SettingFlags<VisualizationSection>
enum VisualizationSection: FlagSection { static let settings = VisualizationOptions.stepSettings }

/// The pictures of one target, as flags.
enum VariantSection: FlagSection { static let settings = VisualizationOptions.variantSettings }

/// A direction of a layer's channels on the command line: `random(7)`, a file's name, or `file(NAME)`.
enum DirectionName: ExpressibleByArgument, Equatable {
  case random(UInt64)
  case file(String)

  init?(argument: String) {
    func content(of word: String) -> Substring? {
      argument.hasPrefix(word + "(") && argument.hasSuffix(")")
        ? argument.dropFirst(word.count + 1).dropLast() : nil
    }
    if let seed = content(of: "random") {
      guard let number = UInt64(seed) else { return nil }
      self = .random(number)
    } else {
      let name = content(of: "file").map(String.init) ?? argument
      guard !name.isEmpty else { return nil }
      self = .file(name)
    }
  }
}
