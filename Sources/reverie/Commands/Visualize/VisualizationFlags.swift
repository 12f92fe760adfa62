import ArgumentParser
import Dreaming

/// How pictures of a visualisation come about, as flags over the defaults.
struct VisualizationFlags: ParsableArguments {
  private static let defaults = VisualizationOptions()

  @Option(help: ArgumentHelp("Side of each picture. (default: \(defaults.size))", valueName: "pixels"))
  var size: Int?

  @Option(
    help: ArgumentHelp(
      "Sizes that a picture goes through. (default: \(defaults.pyramidSize))", valueName: "sizes"))
  var pyramidSize: Int?

  @Option(help: ArgumentHelp("Steps at each size. (default: \(defaults.iterations))", valueName: "steps"))
  var iterations: Int?

  @Option(help: ArgumentHelp("Length of a step. (default: \(defaults.learningRate))", valueName: "length"))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      "Roll the picture by up to so many pixels before each step. (default: \(defaults.spatialShift))",
      valueName: "pixels"))
  var spatialShift: Int?

  @Option(
    help: ArgumentHelp(
      "Scale the picture by up to this share before each step. (default: \(defaults.scaling))",
      valueName: "share"))
  var scaling: Double?

  @Option(
    help: ArgumentHelp(
      "Turn the picture by up to so many degrees before each step. (default: \(defaults.rotation))",
      valueName: "degrees"))
  var rotation: Double?

  @Option(
    help: ArgumentHelp(
      "What is changed: pixels, decorrelated or fourier. (default: \(defaults.imageSpace.rawValue))",
      valueName: "space"))
  var imageSpace: ImageSpace?

  @Option(
    help: ArgumentHelp(
      "How fast waves weaken with their frequency; less is finer. (default: \(defaults.decay))",
      valueName: "power"))
  var decay: Double?

  @Option(
    help: ArgumentHelp("Where the random numbers start. (default: \(defaults.seed))", valueName: "number"))
  var seed: UInt64?

  /// Puts what was given in place of what is there.
  func fold(onto options: inout VisualizationOptions) {
    options.size = size ?? options.size
    options.pyramidSize = pyramidSize ?? options.pyramidSize
    options.iterations = iterations ?? options.iterations
    options.learningRate = learningRate ?? options.learningRate
    options.spatialShift = spatialShift ?? options.spatialShift
    options.scaling = scaling ?? options.scaling
    options.rotation = rotation ?? options.rotation
    options.imageSpace = imageSpace ?? options.imageSpace
    options.decay = decay ?? options.decay
    options.seed = seed ?? options.seed
  }
}
