import ArgumentParser
import Checkpoints

/// `reverie models pull`: well-known weights, fetched and made a model.
struct ModelsPullCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Fetch well-known weights and make a model of them.",
    discussion: """
      Without a name, lists what there is. A file is verified by its published SHA-256 before a byte of it is \
      interpreted, and nothing in it is executed. An interrupted fetch goes on where it ended. Behind a proxy set \
      https_proxy, or name a mirror or a file at hand with --from. Entries of your own, in the form of the program's \
      published.json, go into reverie/published.json under $XDG_DATA_HOME (~/.local/share).

      EXAMPLES
        reverie models pull
        reverie models pull googlenet
        reverie models pull vgg16 --from ~/Downloads/vgg16-397923af.pth
      """)

  @Argument(help: ArgumentHelp("The weights to fetch.", valueName: "name"))
  var weights: String?

  @Option(
    help: ArgumentHelp(
      "A file, or a mirror's address, instead of the published one.", valueName: "file|address"))
  var from: String?

  @Option(help: ArgumentHelp("The model's name. (default: the weights')", valueName: "name"))
  var name: String?

  @OptionGroup var talk: TalkOptions

  func validate() throws {
    if weights == nil && (from != nil || name != nil) {
      throw ValidationError("--from and --name need the name of the weights before them.")
    }
  }

  func run() throws {
    guard let weights else { return try list() }
    let pull = try ModelPull(weights, as: name, from: from)
    talk.note("\(pull.place): \(pull.published.dataset); licence: \(pull.published.license)")
    let interrupt = Interrupt("stopped; what has come is kept, and the same command goes on from there")
    let progress = Progress(unit: "kB", isQuiet: talk.quiet)
    let found = try pull.run {
      progress.show(Progress.State(received: $0.received, total: $0.total, weights))
    }
    progress.clear()
    interrupt.end()
    for line in ImportReport(found, source: pull.place).lines(all: talk.verbose) { talk.note(line) }
    if !talk.quiet { print("\(pull.name): \(try ModelCatalogue.standard.path(of: pull.name))") }
  }

  private func list() throws {
    var table = Table([
      .left("weights"), .left("network"), .left("trained on"), .right("accuracy"), .right("size"),
    ])
    for model in try PublishedModels().all {
      table.add([
        model.name, model.head == .absent ? "\(model.network), no head" : model.network, model.dataset,
        model.accuracy?.percent ?? "-", model.mebibytes.map { "\($0.threeDigits) MiB" } ?? "-",
      ])
    }
    for line in table.lines { print(line) }
  }
}
