import ArgumentParser
import Checkpoints
import Dreaming
import Imaging

/// `reverie dream`: a photo becomes a dream.
struct DreamCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "dream",
    abstract: "Make a photo dream: change it so that a network sees more in it.",
    discussion: """
      The photo follows the gradient of the objective, from a small version of it up to the full size. Early \
      layers give strokes and textures, deep ones eyes, wheels and whole creatures. The picture carries its recipe: \
      with --recipe it can be made again, or varied, as flags go before the recipe. Several photos, or folders of \
      them, go into a folder and keep their names. Ctrl-C writes the dream so far; a second one ends at once.

      OBJECTIVES
        relu4_1               the energy of a layer; 'reverie layers' lists them
        relu3_1:17            the mean of a channel; of several: 3,17,40-44
        relu3_1:17@0.5,0.25   one neuron, at half of the width, a quarter down
        relu4_1:random(7)     a direction of the channels; your own: file(NAME)
        class(owl)            the score of a class, by its name or index
        style content guide   likeness to --style, to the photo, to --guide
        'relu4_1 + 0.5*class(owl) - relu2_2'   a sum, with weights

      EXAMPLES
        reverie dream photo.jpg -o dream.png
        reverie dream photo.jpg -o strokes.jpg --layer relu3_2 --width 600
        reverie dream photo.jpg -o channel.png --layer relu4_1:17
        reverie dream photo.jpg -o owl.png --towards owl --mask face.png
        reverie dream photo.jpg -o lotus.png --towards lotus --where cam:lotus
        reverie dream photo.jpg -o painted.png --style painting.jpg --iterations 30
        reverie dream photo.jpg -o paper.png --pyramid paper --learning-rate 0.09
        reverie dream other.jpg -o again.png --recipe dream.png --seed 7
        reverie dream holiday/ more.jpg -o dreams/
      """)

  @Argument(
    help: ArgumentHelp(
      "The photos, or folders of them: JPEG, PNG, WebP, TIFF, HEIC, AVIF, GIF or PPM.", valueName: "photo"))
  var photos: [String]

  @OptionGroup(title: "Output") var picture: PictureOutput
  @OptionGroup(title: "Output") var frames: FrameOptions

  @Flag(help: "Print how far the dream is from its photo, and what the network sees in it.")
  var measure = false

  @Flag(help: "Print JSON for other programs.")
  var json = false

  @Option(
    help: ArgumentHelp("Settings from a JSON file, or from a picture that Reverie made.", valueName: "file"))
  var recipe: String?

  @Option(
    help: ArgumentHelp(
      "A look by its name; 'reverie presets' lists all. Flags override it.", valueName: "name"))
  var preset: String?

  @OptionGroup var model: ModelOption
  @OptionGroup(title: "Dream") var flags: DreamFlags

  @OptionGroup var device: DeviceOption

  @OptionGroup var memory: MemoryOption
  @OptionGroup var limit: PhotoLimitOption
  @OptionGroup var threads: ThreadOption
  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if preset != nil && recipe != nil {
      throw ValidationError("--preset and --recipe exclude each other.")
    }
  }

  func run() throws {
    try DreamJob(self).run()
  }
}
