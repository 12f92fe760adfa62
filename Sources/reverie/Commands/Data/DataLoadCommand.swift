import ArgumentParser
import Datasets
import Foundation
import Networks
import Torch
import Training

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
