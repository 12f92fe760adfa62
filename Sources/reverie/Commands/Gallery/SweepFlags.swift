import ArgumentParser
import Dreaming
import Settings

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

  @OptionGroup var lists: SettingLists<VariedSection>
  @OptionGroup var fixed: SettingFlags<FixedSection>
  @OptionGroup(title: "Gradient") var gradient: GradientFlags
  @OptionGroup(title: "Where and how strong") var mask: MaskFlags

  /// What a gallery varies beside the objective.
  enum VariedSection: FlagSection {
    static let settings = DreamOptions.pyramidSettings.filter { $0.listHelp != nil }
  }

  /// What all its dreams share.
  enum FixedSection: FlagSection {
    static let settings = DreamOptions.pyramidSettings.filter { $0.listHelp == nil && $0.name != "tile" }
  }

  func validate() throws {
    try asValidation {
      for setting in try sweep(over: DreamOptions()).settings { try setting.validate() }
    }
  }

  /// The sweep over `base` with what was given in its place.
  ///
  /// - Throws: `DreamError.objective` for one of --layers that cannot be read.
  func sweep(over base: DreamOptions) throws(DreamError) -> Sweep {
    var sweep = Sweep(base: base)
    fixed.fold(onto: &sweep.base)
    gradient.fold(onto: &sweep.base)
    mask.fold(onto: &sweep.base)
    for text in layers.flatMap(Self.split) { sweep.objectives.append(try Objective(text)) }
    sweep.pyramidSizes = lists[\.pyramidSize]
    sweep.pyramidRatios = lists[\.pyramidRatio]
    sweep.iterations = lists[\.iterations]
    sweep.learningRates = lists[\.learningRate]
    sweep.starts = lists[\.start]
    return sweep
  }

  /// Whether nothing is varied.
  var isEmpty: Bool { layers.isEmpty && lists.isEmpty }

  /// Commas part plain names; in an objective they may stand for something else.
  private static func split(_ text: String) -> [String] {
    let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "_.,".contains($0) }
    return isPlain ? text.split(separator: ",").map(String.init) : [text]
  }
}
