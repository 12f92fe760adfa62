import ArgumentParser
import Dreaming
import Explaining
import Settings
import Training

extension String {
  /// The text with the command line's flags in place of the settings' names that the modules write between grave accents:
  /// "\`pyramidSize\` takes …" is "--pyramid-size takes …".
  var withFlags: String {
    replacing(/`([a-z][A-Za-z0-9]*)`/) { match in
      let name = String(match.output.1)
      return "--" + (Self.flags[name] ?? name.withHyphens)
    }
  }

  /// The flags that are not called as their settings, by the settings' names.
  private static let flags: [String: String] = {
    func names<Root>(_ settings: [Setting<Root>]) -> [(String, String)] {
      settings.compactMap { setting in setting.flag.name.map { (setting.name, $0) } }
    }
    let all =
      names(DreamOptions.settings) + names(VisualizationOptions.settings) + names(TrainingOptions.settings)
      + names(ExplanationSettings.settings)
    return Dictionary(all.filter { $0.0 != $0.1 }, uniquingKeysWith: { first, _ in first })
  }()
}

extension ParsableArguments {
  /// Does what may find something wrong with the flags, and says it as ArgumentParser says such things.
  func asValidation<Result>(_ check: () throws -> Result) throws -> Result {
    do {
      return try check()
    } catch {
      throw ValidationError("\(error).".withFlags)
    }
  }
}
