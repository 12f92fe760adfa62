import ArgumentParser
import Checkpoints

/// A network with its weights.
struct ModelOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The model: a name that 'reverie models' lists, or a .safetensors file. (default: \(ModelCatalogue.builtInName))",
      valueName: "name|file"))
  var model: String?

  /// Reads the model that was asked for, else `fallback`, else the built-in one.
  ///
  /// - Throws: `CheckpointError`.
  func load(else fallback: String? = nil) throws(CheckpointError) -> Model {
    try Model.named(model ?? fallback ?? ModelCatalogue.builtInName)
  }
}
