import ArgumentParser
import Checkpoints

/// `reverie models`: what can be named with `--model`, and how more gets there.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List, show, import, pull, average, export or remove models.",
    discussion: """
      Beside the built-in model these are the .safetensors files in reverie/models under $XDG_DATA_HOME \
      (~/.local/share), by their names. Alone, the command lists them.

      EXAMPLES
        reverie models
        reverie models show caltech101-vgg16
        reverie models pull googlenet
        reverie models import resnet50.pth --name mine

      'reverie help models import' tells all about one of them.
      """,
    subcommands: [
      ModelsListCommand.self, ModelsShowCommand.self, ModelsImportCommand.self, ModelsPullCommand.self,
      ModelsAverageCommand.self, ModelsExportCommand.self, ModelsRemoveCommand.self,
    ],
    defaultSubcommand: ModelsListCommand.self)
}

/// `reverie models list`: the models that are there.
struct ModelsListCommand: VerbosityCommand {
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

  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    let catalog = ModelCatalog.standard
    let list = ModelList(catalog)
    if json {
      try printJSON(list.models)
    } else if list.models.isEmpty {
      print("There is no model; get one with 'reverie models pull', or train one with 'reverie train'.")
    } else {
      list.print()
    }
    for flaw in list.flaws { verbosity.note("reverie: \(flaw)") }
  }
}

/// `reverie models show`: all that is known about a model.
struct ModelsShowCommand: VerbosityCommand {
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

  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    let sheet = ModelSummary(try Model.named(model))
    if json { try printJSON(sheet) } else { sheet.print() }
  }
}

/// `reverie models remove`: takes a model of the user away.
struct ModelsRemoveCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Take away models of your own.",
    discussion: """
      EXAMPLES
        reverie models remove mine
        reverie models remove resnet50-v1 googlenet
      """)

  @Argument(help: ArgumentHelp("The models' names.", valueName: "name"))
  var names: [String]

  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    for name in names {
      try ModelCatalog.standard.remove(name)
      if !verbosity.quiet { print("\(name): removed") }
    }
  }
}
