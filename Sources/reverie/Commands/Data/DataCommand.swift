import ArgumentParser

/// `reverie data`: the pictures that networks learn from.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Fetch a dataset, or check a folder of pictures.",
    discussion: """
      EXAMPLES
        reverie data fetch caltech-101
        reverie data check caltech-101

      'reverie help data fetch' tells all about one of them.
      """,
    subcommands: [DataFetchCommand.self, DataCheckCommand.self, DataLoadCommand.self])
}
