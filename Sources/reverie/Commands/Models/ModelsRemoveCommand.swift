import ArgumentParser
import Checkpoints

/// `reverie models remove`: takes a model of the user away.
struct ModelsRemoveCommand: TalkingCommand {
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

  @OptionGroup var talk: TalkOptions

  func run() throws {
    for name in names {
      try ModelCatalogue.standard.remove(name)
      if !talk.quiet { print("\(name): removed") }
    }
  }
}
