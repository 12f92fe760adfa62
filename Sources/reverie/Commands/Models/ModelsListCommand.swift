import ArgumentParser
import Checkpoints

/// `reverie models list`: the models that are there.
struct ModelsListCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the models that are there.",
    discussion: """
      Accuracy: the share of held-out pictures whose class is the first choice.

      EXAMPLES
        reverie models list
        reverie models list --json
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
      print("There is no model; get one with 'reverie models pull', or train one with 'reverie train'.")
    } else {
      list.print()
    }
    for flaw in list.flaws { talk.note("reverie: \(flaw)") }
  }
}
