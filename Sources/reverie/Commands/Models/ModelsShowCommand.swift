import ArgumentParser
import Checkpoints

/// `reverie models show`: all that is known about a model.
struct ModelsShowCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show where a model comes from, and what it is good for.",
    discussion: """
      EXAMPLES
        reverie models show caltech101-vgg16
        reverie models show mine.safetensors --json
      """)

  @Argument(help: ArgumentHelp("The model's name, or a .safetensors file.", valueName: "name|file"))
  var model: String

  @Flag(help: "Print JSON for other programs.")
  var json = false

  @OptionGroup var talk: TalkOptions

  func run() throws {
    let sheet = ModelSheet(try Model.named(model))
    if json { try printJSON(sheet) } else { sheet.print() }
  }
}
