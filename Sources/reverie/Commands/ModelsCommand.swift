import ArgumentParser
import Checkpoints

/// `reverie models`: what can be named with `--model`.
struct ModelsCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the models that are there.",
    discussion: """
      Beside the built-in model these are the .safetensors files in reverie/models under $XDG_DATA_HOME \
      (~/.local/share), by their names. Accuracy: the share of held-out pictures whose class is the first choice.

      EXAMPLES
        reverie models
        reverie models --json
      """)

  @Flag(help: "Print JSON for other programs.")
  var json = false

  @OptionGroup var talk: TalkOptions

  func run() throws {
    let catalogue = ModelCatalogue.standard
    let list = ModelList(catalogue)
    if json {
      try printJSON(list.models)
    } else if list.models.isEmpty {
      print("There is no model; put one into \(catalogue.userFolder), or train one with 'reverie train'.")
    } else {
      list.print()
    }
    for flaw in list.flaws { talk.note("reverie: \(flaw)") }
  }
}
