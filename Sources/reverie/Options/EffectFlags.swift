import ArgumentParser
import Dreaming

/// Where a dream is seen, and how much of it, as flags.
struct EffectFlags: ParsableArguments {
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
