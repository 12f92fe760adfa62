import ArgumentParser
import Datasets
import Foundation

/// `reverie data fetch`: a published dataset as a folder of pictures.
struct DataFetchCommand: TalkingCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch a well-known dataset.",
    discussion: """
      mit-indoor-67: photos of 67 kinds of rooms (2.4 GB), with the official lists of pictures to train and to test on.
      caltech-101: photos of 101 kinds of things (137 MB).

      The archive is verified by its published digest before a byte of it is unpacked. An interrupted fetch goes on \
      where it ended; the folder appears when it is whole. Behind a proxy set http_proxy and https_proxy, or name a \
      mirror or a file at hand with --from; the lists are looked for beside it first.

      EXAMPLES
        reverie data fetch caltech-101
        reverie data fetch mit-indoor-67 -o data/indoor
        reverie data fetch mit-indoor-67 --from ~/Downloads/indoorCVPR_09.tar
      """)

  @Argument(help: ArgumentHelp("mit-indoor-67 or caltech-101.", valueName: "dataset"))
  var dataset: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder to make. (default: the dataset's name)", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "A file, or a mirror's address, instead of the published one.", valueName: "file|address"))
  var from: String?

  @OptionGroup var talk: TalkOptions

  func run() throws {
    let fetch = try DatasetFetch(.named(dataset), into: output, from: from)
    talk.note("\(fetch.place): \(fetch.dataset.title); licence: \(fetch.dataset.license)")
    let interrupt = Interrupt("stopped; what has come is kept, and the same command goes on from there")
    let progress = FetchProgress(dataset, isQuiet: talk.quiet)
    let count = try fetch.run(progress: progress.show)
    progress.clear()
    interrupt.end()
    let folder = output ?? dataset
    talk.note("\(folder): \(count.grouped) pictures")
    let split = fetch.dataset.lists.isEmpty ? "" : " --split official"
    talk.note("next: reverie data check \(folder)")
    talk.note("      reverie train \(folder)\(split) -o runs/\(fetch.dataset.name)")
  }
}

/// The stages of a fetch, each with its own progress.
private final class FetchProgress {
  private let name: String
  private let fetching: Progress
  private lazy var unpacking = Progress(unit: "images", isQuiet: isQuiet)
  private let isQuiet: Bool

  init(_ name: String, isQuiet: Bool) {
    self.name = name
    self.isQuiet = isQuiet
    fetching = Progress(unit: "kB", isQuiet: isQuiet)
  }

  func show(_ stage: DatasetFetch.Progress) {
    switch stage {
    case .fetching(let received, let total):
      fetching.show(Progress.State(received: received, total: total, name))
    case .verifying:
      fetching.clear()
    case .unpacking(let pictures, let share):
      unpacking.show(Progress.State(label: "\(name), unpacking", fraction: share, steps: pictures))
    }
  }

  func clear() {
    fetching.clear()
    unpacking.clear()
  }
}
