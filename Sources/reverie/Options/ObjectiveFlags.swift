import ArgumentParser
import Dreaming

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
