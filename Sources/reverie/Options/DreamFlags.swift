import ArgumentParser
import Dreaming
import Settings

/// The settings of a dream as flags; those that are given replace a recipe's or the defaults.
struct DreamFlags: ParsableArguments {
  @OptionGroup var objective: ObjectiveFlags
  @OptionGroup var pyramid: SettingFlags<PyramidSection>
  @OptionGroup var gradient: GradientFlags
  @OptionGroup var mask: MaskFlags

  enum PyramidSection: FlagSection { static let settings = DreamOptions.pyramidSettings }

  func validate() throws { try asValidation { try folded(onto: DreamOptions()).validate() } }

  /// The defaults: those of style transfer where a style is given.
  var usual: DreamOptions { objective.hasStyle ? .styleTransfer : DreamOptions() }

  /// `options` with the flags that were given in their place.
  ///
  /// - Throws: `DreamError.objective` for a --layer that cannot be read.
  func folded(onto options: DreamOptions) throws(DreamError) -> DreamOptions {
    var options = options
    try objective.fold(onto: &options)
    pyramid.fold(onto: &options)
    gradient.fold(onto: &options)
    mask.fold(onto: &options)
    return options
  }
}

/// What happens to the gradient on its way to the picture, as flags.
typealias GradientFlags = SettingFlags<GradientSection>
enum GradientSection: FlagSection { static let settings = DreamOptions.gradientSettings }

/// Where the dream is seen, and how much of it, as flags: `--mask`, `--where`, `--keep-colors`, `--strength`.
typealias MaskFlags = SettingFlags<MaskSection>
enum MaskSection: FlagSection { static let settings = DreamOptions.maskSettings }

/// What a dream makes larger, as flags.
struct ObjectiveFlags: ParsableArguments {
  private static let setting = DreamOptions.setting(\.objective)

  @Option(name: Self.setting.flagNames, help: Self.setting.flagHelp)
  var layer: [String] = []

  @Option(
    help: ArgumentHelp(
      "Dream towards a class of the model, by name or index; may be given again.", valueName: "class"))
  var towards: [String] = []

  @OptionGroup var pictures: SettingFlags<PictureSection>

  /// Whether a picture of a style is given.
  var hasStyle: Bool {
    var options = DreamOptions()
    pictures.fold(onto: &options)
    return options.style != nil
  }

  enum PictureSection: FlagSection {
    static let settings = DreamOptions.objectiveSettings.filter { $0.name != "objective" }
  }

  /// Puts what was given in place of what is there.
  ///
  /// - Throws: `DreamError.objective` for a --layer or a --towards that cannot be read.
  func fold(onto options: inout DreamOptions) throws(DreamError) {
    var chosen = Objective()
    for text in layer { chosen = try chosen + Objective(text) }
    for name in towards { chosen = try chosen + Objective("class(\(name))") }
    if !chosen.isEmpty { options.objective = chosen }
    pictures.fold(onto: &options)
  }
}

extension String {
  /// The text as one word of a POSIX shell.
  var shellQuoted: String {
    let plain = "._-/+=:,@%".unicodeScalars
    let isPlain = unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || plain.contains(scalar))
    }
    return isPlain && !isEmpty ? self : "'" + replacing("'", with: #"'\''"#) + "'"
  }
}
