import ArgumentParser
import Explaining
import Networks
import Settings

/// How the methods of `reverie explain` work; what is not given is as in their papers.
struct ExplanationFlags: ParsableArguments {
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

  @OptionGroup var methods: SettingFlags<MethodSection>

  @Option(
    help: ArgumentHelp(
      "What to compute in: float32, bfloat16, or auto for bfloat16 where the processor has it, which hastens methods that "
        + "ask often.",
      valueName: "type"))
  var precision = ComputePrecision.float32

  /// The settings of the methods.
  enum MethodSection: FlagSection { static let settings = ExplanationSettings.settings }

  func validate() throws {
    if let size, !(8...4096).contains(size) {
      throw ValidationError("--size takes a whole number from 8 to 4096, not \(size).")
    }
    try asValidation { try settings.checkRanges() }
  }

  /// The settings.
  var settings: ExplanationSettings {
    var settings = ExplanationSettings()
    methods.fold(onto: &settings)
    return settings
  }
}
