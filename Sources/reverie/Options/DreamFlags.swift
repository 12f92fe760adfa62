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
      "Let the network see the picture in tiles of this side. (default: whole where memory allows)",
      valueName: "pixels"))
  var tile: Int?

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
  @OptionGroup var effect: MaskFlags

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
    options.tile = tile ?? options.tile
    options.seed = seed ?? options.seed
    options.precision = precision ?? options.precision
    options.start = from ?? options.start
    options.pyramid = pyramid ?? options.pyramid
    return options
  }
}

/// What a dream makes larger, as flags.
struct ObjectiveFlags: ParsableArguments {
  @Option(
    name: [.short, .long, .customLong("objective")],
    help: ArgumentHelp(
      """
      What to dream of: a layer, another of the OBJECTIVES above, or a sum of them; may be given again to add. \
      (default: the model's own choice)
      """,
      valueName: "objective"))
  var layer: [String] = []

  @Option(
    help: ArgumentHelp(
      "Dream towards a class of the model, by name or index; may be given again.", valueName: "class"))
  var towards: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take the style of this picture; without --layer the photo's content is kept: style transfer.",
      valueName: "picture"))
  var style: String?

  @Option(
    help: ArgumentHelp("Let the photo grow what is in this picture.", valueName: "picture"))
  var guide: String?

  @Option(
    help: ArgumentHelp(
      "Whether the parts of a sum count alike; off adds them as they are. (default: on)",
      valueName: "switch"))
  var layerBalance: Switch?

  /// Puts what was given in place of what is there.
  ///
  /// - Throws: `DreamError.objective` for a --layer or a --towards that cannot be read.
  func fold(onto options: inout DreamOptions) throws(DreamError) {
    var chosen = Objective()
    for text in layer { chosen = try chosen + Objective(text) }
    for name in towards { chosen = try chosen + Objective("class(\(name))") }
    if !chosen.isEmpty { options.objective = chosen }
    options.style = style ?? options.style
    options.guide = guide ?? options.guide
    options.layerBalance = layerBalance.map { $0 == .on } ?? options.layerBalance
  }
}

/// What happens to a gradient on its way to the picture, as flags.
struct GradientFlags: ParsableArguments {
  private static let defaults = DreamOptions()

  @Option(
    help: ArgumentHelp(
      "How the gradient is smoothed. (default: \(defaults.gradientSmoothing.rawValue))",
      valueName: "kind"))
  var gradientSmoothing: GradientSmoothing?

  @Option(
    help: ArgumentHelp(
      "Widen the Gaussians by so many pixels. (default: \(defaults.smoothing))", valueName: "pixels"))
  var smoothing: Double?

  @Option(
    help: ArgumentHelp(
      "What the gradient is divided by: its deviation, or its mean magnitude. (default: \(defaults.gradientNormalization.rawValue))",
      valueName: "kind"))
  var gradientNormalization: GradientNormalization?

  @Option(
    help: ArgumentHelp("Pull neighbouring pixels together, as 0.1. (default: 0)", valueName: "weight"))
  var totalVariation: Double?

  @Option(
    help: ArgumentHelp("Pull pixels to the mean colour, as 0.01. (default: 0)", valueName: "weight"))
  var l2: Double?

  @Option(
    help: ArgumentHelp(
      "What the dream changes: pixels, their decorrelated colours, or waves. (default: \(defaults.imageSpace.rawValue))",
      valueName: "space"))
  var imageSpace: ImageSpace?

  /// Puts what was given in place of what is there.
  func fold(onto options: inout DreamOptions) {
    options.gradientSmoothing = gradientSmoothing ?? options.gradientSmoothing
    options.smoothing = smoothing ?? options.smoothing
    options.gradientNormalization = gradientNormalization ?? options.gradientNormalization
    options.totalVariation = totalVariation ?? options.totalVariation
    options.l2 = l2 ?? options.l2
    options.imageSpace = imageSpace ?? options.imageSpace
  }
}

/// Where a dream is seen, and how much of it, as flags.
struct MaskFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Dream where this picture of the photo's size is white, half where it is grey.", valueName: "picture"))
  var mask: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Dream where the network looks for a class: cam:CLASS, or cam for what it takes the photo for; or another method of "
        + "'reverie explain', as layercam:CLASS.",
      valueName: "method:class"))
  var whereSeen: String?

  @Flag(inversion: .prefixedNo, help: "Keep the photo's colours: only brightness dreams. (default: no)")
  var keepColors: Bool?

  @Option(
    help: ArgumentHelp("The dream's share, 0 to 1; the photo has the rest. (default: 1)", valueName: "share"))
  var strength: Double?

  /// Puts what was given in place of what is there.
  func fold(onto options: inout DreamOptions) {
    options.mask = mask ?? options.mask
    options.whereSeen = whereSeen ?? options.whereSeen
    options.keepColors = keepColors ?? options.keepColors
    options.strength = strength ?? options.strength
  }
}
