import ArgumentParser
import Checkpoints
import Dreaming
import Networks

/// `reverie gallery`: many dreams, side by side.
struct GalleryCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "gallery",
    abstract: "Dream many settings side by side: pictures, contact sheets, a page.",
    discussion: """
      Every photo is dreamt on by every model with every combination of the lists. The folder gets a picture for each, \
      a contact sheet for each photo and model, and index.html, one file that shows all of them beside their photos, with \
      filters, measures and each picture's command line. A gallery that was stopped or killed goes on with the same \
      command line: what is there with the same recipe is not made again.

      --presets dreams every look that the network can give, to choose by looking. --preset paper makes the appendix of "DeepDream: What I Dreamt While At College" for a folder of models.

      EXAMPLES
        reverie gallery photo.jpg --presets -o looks
        reverie gallery photo.jpg --layers relu3_1,relu4_1 -o gallery
        reverie gallery *.jpg --pyramid-size 1,3,4,5 --iterations 2,5,10,20 -o sweep
        reverie gallery bridge.jpg --models runs/models --preset paper -o appendix
      """)

  @Argument(help: ArgumentHelp("The photos, or folders of them.", valueName: "photo"))
  var photos: [String]

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The gallery's folder, which is made.", valueName: "folder"))
  var output: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Models by name or file, or folders of them. (default: \(ModelCatalog.dreamModelName) where it was pulled, else \(ModelCatalog.builtInName))",
      valueName: "name|file|folder"))
  var models: [String] = []

  @Option(
    help: ArgumentHelp(
      "Start from the settings of a preset ('reverie presets'), or make all of 'paper'.", valueName: "name"))
  var preset: String?

  @Flag(help: "All presets that the network can give, each a dream of its own.")
  var presets = false

  @Option(
    help: ArgumentHelp("Start from settings in a JSON file or in a picture of Reverie's.", valueName: "file"))
  var recipe: String?

  @OptionGroup(title: "Sweep") var sweep: SweepFlags

  @Option(help: ArgumentHelp("The type of the pictures: jpg or png.", valueName: "type"))
  var format = PictureFormat.jpg

  @Option(help: ArgumentHelp("Quality of a JPEG, 1 to 100. (default: 92)", valueName: "quality"))
  var quality: Int?

  @Option(help: ArgumentHelp("The title of the page.", valueName: "text"))
  var title: String?

  @Flag(inversion: .prefixedNo, help: "Measure each dream.")
  var measure = true

  @OptionGroup var device: DeviceOption

  @OptionGroup var memory: MemoryOption
  @OptionGroup var limit: PhotoLimitOption
  @OptionGroup var threads: ThreadOption
  @OptionGroup var verbosity: VerbosityOptions

  /// A type of picture by its extension.
  enum PictureFormat: String, ExpressibleByArgument, CaseIterable {
    case jpg, png
  }

  func validate() throws {
    if preset != nil && recipe != nil {
      throw ValidationError("--preset and --recipe exclude each other.")
    }
    if presets && (preset != nil || recipe != nil || !sweep.isEmpty) {
      throw ValidationError("--presets decides what is varied; leave the lists, --preset and --recipe out.")
    }
    if preset == Self.paper && !sweep.isEmpty {
      throw ValidationError("--preset paper decides what is varied; leave the lists out.")
    }
    if let quality, !(1...100).contains(quality) {
      throw ValidationError("--quality takes a whole number from 1 to 100, not \(quality).")
    }
  }

  func run() throws {
    threads.apply()
    try GalleryJob(self).run()
  }

  /// The name of the set of settings that makes the paper's appendix.
  static let paper = "paper"

  /// The settings for a network, before its own choices are filled in.
  func settings(for model: GalleryModel) throws -> [GallerySetting] {
    let architecture = model.metadata.architecture
    if presets {
      return try Preset.all.filter { $0.fits(architecture) }.flatMap { preset in
        try sweep.sweep(over: preset.options(for: architecture.graph)).settings.map {
          GallerySetting(options: $0, preset: preset.name)
        }
      }
    }
    return try options(for: architecture).map { GallerySetting(options: $0) }
  }

  private func options(for architecture: Architecture) throws -> [DreamOptions] {
    if preset == Self.paper {
      return try Sweep.paper(for: architecture).flatMap { try sweep.sweep(over: $0).settings }
    }
    let base =
      try preset.map { try Preset.named($0).options(for: architecture.graph) } ?? recipe.map {
        try RecipeFile.read($0).options
      }
      ?? DreamOptions()
    return try sweep.sweep(over: base).settings
  }
}
