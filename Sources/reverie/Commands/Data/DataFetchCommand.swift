import ArgumentParser
import Datasets
import Foundation
import Networks
import Torch
import Training

/// `reverie data fetch`: a published dataset as a folder of pictures.
struct DataFetchCommand: VerbosityCommand {
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

  @Argument(
    help: ArgumentHelp("mit-indoor-67 or caltech-101; without a name, lists them.", valueName: "dataset"))
  var dataset: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder to make. (default: the dataset's name)", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "A file, or a mirror's address, instead of the published one.", valueName: "file|address"))
  var from: String?

  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    guard let dataset else { return list() }
    let fetch = try DatasetFetch(.named(dataset), into: output, from: from)
    verbosity.note("\(fetch.place): \(fetch.dataset.title); license: \(fetch.dataset.license)")
    let interrupt = Interrupt("stopped; what has come is kept, and the same command goes on from there")
    let progress = FetchProgress(dataset, isQuiet: verbosity.quiet)
    let count = try fetch.run(progress: progress.show)
    progress.clear()
    interrupt.end()
    let folder = output ?? dataset
    verbosity.note("\(folder): \(count.grouped) pictures")
    let split = fetch.dataset.lists.isEmpty ? "" : " --split official"
    verbosity.note("next: reverie data check \(folder)")
    verbosity.note("      reverie train \(folder)\(split) -o runs/\(fetch.dataset.name)")
  }
}

extension DataFetchCommand {
  private func list() {
    var table = Table([.left("dataset"), .left("what it is"), .left("license")])
    for dataset in PublishedDataset.all { table.add([dataset.name, dataset.title, dataset.license]) }
    for line in table.lines { print(line) }
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

/// `reverie data load`: times the loading of a folder as training loads it; for Benchmarks/loading.py.
struct DataLoadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Time the loading of training pictures.",
    discussion: """
      EXAMPLES
        reverie data load pictures
        reverie data load pictures --size 128 --count 500
        reverie data load pictures --size 128 --cache-folder caches
      """,
    shouldDisplay: false)

  @Argument(help: "The folder of pictures.")
  var folder: String

  @Option(help: "Side of the squares in pixels.")
  var size = 224

  @Option(help: "Pictures per batch.")
  var batchSize = 32

  @Option(help: "Threads that decode.")
  var workers = 1

  @Option(help: "Pictures to load, drawn from all.")
  var count = 2000

  @Option(help: "Time the loading from a cache in this folder, which is made first.")
  var cacheFolder: String?

  private static let smallestCrop = 0.25

  func run() throws {
    Runtime.threads = 1
    var random = SplitMix64(seed: 0)
    let samples = try ImageFolder(path: folder).samples.shuffled(using: &random).prefix(count)
    let cache = try cacheFolder.map { try self.cache(of: Array(samples), in: $0) }
    let clock = ContinuousClock()
    let start = clock.now
    let loader = BatchLoader(
      Array(samples), batchSize: batchSize, dropsLast: false,
      transform: .randomCrop(side: size, area: Self.smallestCrop...1), cache: cache, seed: 0, workers: workers
    )
    var loaded = 0
    while let batch = loader.next() {
      _ = try batch.pictures(.imageNet)
      loaded += batch.labels.count
    }
    try printJSON(["pictures": Double(loaded), "seconds": (clock.now - start).seconds])
  }

  private func cache(of samples: [Sample], in place: String) throws -> PictureCache {
    let plan = CachePlan(
      samples, of: folder, size: .crops(side: size, smallestArea: Self.smallestCrop), in: place)
    let build = CacheBuild(plan, threads: workers)
    while !build.wait(seconds: 60) {}
    guard let cache = try build.result() else { preconditionFailure("nobody has stopped it") }
    return cache
  }
}
