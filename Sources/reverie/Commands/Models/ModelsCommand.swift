import ArgumentParser

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
