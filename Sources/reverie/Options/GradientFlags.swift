import ArgumentParser
import Dreaming

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
