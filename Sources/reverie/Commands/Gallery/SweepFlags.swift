import ArgumentParser
import Dreaming
import Networks

/// The settings of a gallery as flags: lists for what is varied, one value for the rest.
struct SweepFlags: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      """
      Layers or objectives, each a dream of its own: relu3_1,relu4_1 or 'relu4_1 - relu2_1'. A network dreams of those \
      that it has. (default: the model's own choice)
      """, valueName: "objective"))
  var layers: [String] = []

  @Option(
    name: [.long, .customLong("octaves")],
    help: ArgumentHelp("Levels of the pyramid, as 1,3,4.", valueName: "list"))
  var pyramidSize: WholeNumbers?

  @Option(
    name: [.long, .customLong("octave-scale")],
    help: ArgumentHelp("How much larger each level is than the one before, as 1.4,1.8.", valueName: "list"))
  var pyramidRatio: NumberList?

  @Option(help: ArgumentHelp("Steps at each level, as 5,10,20.", valueName: "list"))
  var iterations: WholeNumbers?

  @Option(help: ArgumentHelp("Lengths of a step, as 0.06,0.09.", valueName: "list"))
  var learningRate: NumberList?

  @Option(help: ArgumentHelp("What the dreams start from: photo,noise.", valueName: "list"))
  var from: WordList<DreamStart>?

  @Option(help: ArgumentHelp("How the dreams go from level to level: paper or detail.", valueName: "kind"))
  var pyramid: PyramidKind?

  @Option(
    help: ArgumentHelp("Roll the picture by up to so many pixels before each step.", valueName: "pixels"))
  var spatialShift: Int?

  @Option(help: ArgumentHelp("Width of the dreams.", valueName: "pixels"))
  var width: Int?

  @Option(help: ArgumentHelp("Where the random numbers start.", valueName: "number"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("What the networks compute in: auto, float32 or bfloat16.", valueName: "type"))
  var precision: ComputePrecision?

  @OptionGroup(title: "Gradient") var gradient: GradientFlags
  @OptionGroup(title: "Where and how strong") var effect: MaskFlags

  func validate() throws {
    do {
      for setting in try sweep(over: DreamOptions()).settings { try setting.validate() }
    } catch {
      throw ValidationError("\(error).")
    }
  }

  /// The sweep over `base` with what was given in its place.
  ///
  /// - Throws: `DreamError.objective` for one of --layers that cannot be read.
  func sweep(over base: DreamOptions) throws(DreamError) -> Sweep {
    var sweep = Sweep(base: base)
    gradient.fold(onto: &sweep.base)
    effect.fold(onto: &sweep.base)
    sweep.base.pyramid = pyramid ?? base.pyramid
    sweep.base.spatialShift = spatialShift ?? base.spatialShift
    sweep.base.width = width ?? base.width
    sweep.base.seed = seed ?? base.seed
    sweep.base.precision = precision ?? base.precision
    for text in layers.flatMap(Self.split) { sweep.objectives.append(try Objective(text)) }
    sweep.pyramidSizes = pyramidSize?.numbers ?? []
    sweep.pyramidRatios = pyramidRatio?.numbers ?? []
    sweep.iterations = iterations?.numbers ?? []
    sweep.learningRates = learningRate?.numbers ?? []
    sweep.starts = from?.words ?? []
    return sweep
  }

  /// Whether something is varied or set that a set of settings of its own decides.
  var isEmpty: Bool {
    layers.isEmpty && pyramidSize == nil && pyramidRatio == nil && iterations == nil && learningRate == nil
      && from == nil
  }

  /// Commas part plain names; in an objective they may stand for something else.
  private static func split(_ text: String) -> [String] {
    let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "_.,".contains($0) }
    return isPlain ? text.split(separator: ",").map(String.init) : [text]
  }
}
