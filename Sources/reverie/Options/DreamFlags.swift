import ArgumentParser
import Dreaming
import Networks

/// The settings of a dream as flags; those that are given replace a recipe's or the defaults.
struct DreamFlags: ParsableArguments {
  private static let defaults = DreamOptions()

  @OptionGroup var objective: ObjectiveFlags

  @Option(
    name: [.long, .customLong("octaves")],
    help: ArgumentHelp("Levels of the pyramid. (default: \(defaults.pyramidSize))", valueName: "levels"))
  var pyramidSize: Int?

  @Option(
    name: [.long, .customLong("octave-scale")],
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

  @OptionGroup var gradient: GradientFlags
  @OptionGroup var effect: EffectFlags

  func validate() throws {
    do {
      try folded(onto: Self.defaults).validate()
    } catch {
      throw ValidationError("\(error).")
    }
  }

  /// `options` with the flags that were given in their place.
  ///
  /// - Throws: `DreamError.objective` for a --layer that cannot be read.
  func folded(onto options: DreamOptions) throws(DreamError) -> DreamOptions {
    var options = options
    try objective.fold(onto: &options)
    gradient.fold(onto: &options)
    effect.fold(onto: &options)
    options.pyramidSize = pyramidSize ?? options.pyramidSize
    options.pyramidRatio = pyramidRatio ?? options.pyramidRatio
    options.iterations = iterations ?? options.iterations
    options.learningRate = learningRate ?? options.learningRate
    options.spatialShift = spatialShift ?? options.spatialShift
    options.width = width ?? options.width
    options.seed = seed ?? options.seed
    options.precision = precision ?? options.precision
    options.start = from ?? options.start
    options.pyramid = pyramid ?? options.pyramid
    return options
  }
}
