import ArgumentParser
import Explaining
import Networks

/// How the methods of `reverie explain` work; what is not given is as in their papers.
struct ExplanationFlags: ParsableArguments {
  private static let usual = ExplanationSettings()

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The layer of the class activation maps. (default: the last one that ends a block and has several positions)",
      valueName: "name"))
  var layer: String?

  @Option(
    help: ArgumentHelp(
      "The shorter side of what the network sees. (default: the model's)", valueName: "pixels")
  )
  var size: Int?

  @Option(
    help: ArgumentHelp(
      "Noisy copies of smoothgrad, masks of rise, copies of lime. "
        + "(default: \(usual.smooth.samples), \(usual.rise.masks), \(usual.lime.samples))",
      valueName: "count"))
  var samples: Int?

  @Option(
    help: ArgumentHelp(
      "SmoothGrad's noise as a share of the picture's range. (default: \(usual.smooth.noise))",
      valueName: "share"))
  var noise: Double?

  @Option(
    help: ArgumentHelp(
      "The method that SmoothGrad smooths: \(GradientMethod.allCases.map(\.rawValue).joined(separator: ", ")). "
        + "(default: \(usual.smooth.method.rawValue))",
      valueName: "name"))
  var smooth: GradientMethod?

  @Option(
    help: ArgumentHelp(
      "The steps of Integrated Gradients. (default: \(usual.integrated.steps))", valueName: "count"))
  var steps: Int?

  @Option(
    help: ArgumentHelp(
      "A picture that shows nothing: black, white, or mean, the training pictures' colour. "
        + "(default: black for integrated-gradients, mean for occlusion)",
      valueName: "picture"))
  var baseline: Baseline?

  @Option(
    help: ArgumentHelp(
      "The side of occlusion's window. (default: a quarter of the shorter side)", valueName: "pixels"))
  var window: Int?

  @Option(
    help: ArgumentHelp(
      "The pixels from one window to the next. (default: a quarter of the window)", valueName: "pixels"))
  var stride: Int?

  @Option(
    help: ArgumentHelp("How lime divides a picture: slic or quickshift. (default: slic)", valueName: "name"))
  var segmentation: SegmentationName?

  @Option(
    help: ArgumentHelp(
      "What to compute in: float32, bfloat16, or auto for bfloat16 where the processor has it, which hastens methods that "
        + "ask often.",
      valueName: "type"))
  var precision = ComputePrecision.float32

  @Option(help: ArgumentHelp("Where random numbers start. (default: 0)", valueName: "number"))
  var seed: UInt64?

  func validate() throws {
    if let size, !(8...4096).contains(size) {
      throw ValidationError("--size takes a whole number from 8 to 4096, not \(size).")
    }
    for (name, count) in [
      ("--samples", samples), ("--steps", steps), ("--window", window), ("--stride", stride),
    ] {
      if let count, !(1...100_000).contains(count) {
        throw ValidationError("\(name) takes a whole number from 1 to 100000, not \(count).")
      }
    }
    if let noise, !(0...10).contains(noise) {
      throw ValidationError("--noise takes a number from 0 to 10, not \(noise).")
    }
  }

  /// The settings.
  var settings: ExplanationSettings {
    var settings = Self.usual
    if let samples {
      settings.smooth.samples = samples
      settings.rise.masks = samples
      settings.lime.samples = samples
    }
    if let noise { settings.smooth.noise = noise }
    if let smooth { settings.smooth.method = smooth }
    if let steps { settings.integrated.steps = steps }
    settings.baseline = baseline
    settings.occlusion.window = window
    settings.occlusion.stride = stride
    if segmentation == .quickshift { settings.lime.segmentation = .quickshift(Quickshift()) }
    if let seed {
      settings.smooth.seed = seed
      settings.rise.seed = seed
      settings.lime.seed = seed
    }
    return settings
  }
}

/// How a picture is divided, as a word.
enum SegmentationName: String, ExpressibleByArgument, CaseIterable {
  case slic, quickshift
}
