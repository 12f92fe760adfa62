import ArgumentParser
import Dreaming
import Networks

/// The settings of a dream as flags; those that are given replace a recipe's or the defaults.
struct DreamFlags: ParsableArguments {
  private static let defaults = DreamOptions()

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Dream on this layer; may be given again to dream on several. (default: the model's own choice)",
      valueName: "name"))
  var layer: [String] = []

  @Option(
    help: ArgumentHelp("Levels of the pyramid. (default: \(defaults.pyramidSize))", valueName: "levels"))
  var pyramidSize: Int?

  @Option(
    help: ArgumentHelp(
      "How much larger each level is than the one before. (default: \(defaults.pyramidRatio))",
      valueName: "factor"))
  var pyramidRatio: Double?

  @Option(help: ArgumentHelp("Steps at each level. (default: \(defaults.iterations))", valueName: "steps"))
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
      "Smooth the gradient by so many pixels more. (default: \(defaults.smoothing))", valueName: "pixels"))
  var smoothing: Double?

  @Option(
    help: ArgumentHelp(
      "Width of the dream. (default: the photo's, up to 1024 pixels on the longer side)", valueName: "pixels")
  )
  var width: Int?

  @Option(
    help: ArgumentHelp(
      "Where the random numbers start; the same seed gives the same dream. (default: \(defaults.seed))",
      valueName: "number"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "What the network computes in; auto: bfloat16 where it is fast. (default: \(defaults.precision.rawValue))",
      valueName: "type"))
  var precision: ComputePrecision?

  @Option(
    help: ArgumentHelp(
      "What the dream starts from. (default: \(defaults.start.rawValue))", valueName: "start"))
  var from: DreamStart?

  @Option(
    help: ArgumentHelp(
      "How the dream goes from level to level; detail keeps the photo sharp. (default: \(defaults.pyramid.rawValue))",
      valueName: "kind"))
  var pyramid: PyramidKind?

  func validate() throws {
    do {
      try folded(onto: Self.defaults).validate()
    } catch {
      throw ValidationError("\(error).")
    }
  }

  /// `options` with the flags that were given in their place.
  func folded(onto options: DreamOptions) -> DreamOptions {
    var options = options
    if !layer.isEmpty { options.layers = layer }
    options.pyramidSize = pyramidSize ?? options.pyramidSize
    options.pyramidRatio = pyramidRatio ?? options.pyramidRatio
    options.iterations = iterations ?? options.iterations
    options.learningRate = learningRate ?? options.learningRate
    options.spatialShift = spatialShift ?? options.spatialShift
    options.smoothing = smoothing ?? options.smoothing
    options.width = width ?? options.width
    options.seed = seed ?? options.seed
    options.precision = precision ?? options.precision
    options.start = from ?? options.start
    options.pyramid = pyramid ?? options.pyramid
    return options
  }
}
