import Testing

@testable import Datasets
import TestSupport

@Suite("Batches")
struct BatchLoaderTests {
  let folder: PictureFolder
  let samples: [Sample]

  init() throws {
    folder = try PictureFolder(picturesPerClass: 5)
    samples = try ImageFolder(path: folder.path).samples
  }

  private func load(
    _ samples: [Sample], dropsLast: Bool = false, first: Int = 0, workers: Int = 1, seed: UInt64 = 7
  ) -> [Batch] {
    let loader = BatchLoader(
      samples, batchSize: 4, dropsLast: dropsLast, transform: .randomCrop(side: 16, area: 0.3...1),
      seed: seed,
      first: first, workers: workers)
    return Array(sequence(state: loader) { $0.next() })
  }

  @Test func comeInOrderWhateverTheThreads() {
    let batches = load(samples)
    #expect(batches.map(\.labels) == [[0, 0, 0, 0], [0, 1, 1, 1], [1, 1, 2, 2], [2, 2, 2]])
    #expect(batches[0].pixels.count == 4 * 16 * 16 * 3)
    #expect(load(samples, workers: 3).map(\.pixels) == batches.map(\.pixels))
    #expect(load(samples, seed: 8).map(\.pixels) != batches.map(\.pixels))
  }

  @Test func goOnInTheMiddleAsIfFromTheStart() {
    #expect(load(samples, first: 2).map(\.pixels) == load(samples).dropFirst(2).map(\.pixels))
  }

  @Test func leaveOutALastOneThatIsNotFull() {
    #expect(load(samples, dropsLast: true).count == 3)
    #expect(load(Array(samples.prefix(3)), dropsLast: true).count == 1)
  }

  @Test func nameWhatIsBrokenAndGoOn() throws {
    try folder.write(Array("no picture".utf8), to: "across/0.png")
    let batch = try #require(load(samples).first)
    #expect(batch.labels == [0, 0, 0])
    #expect(batch.pixels.count == 3 * 16 * 16 * 3)
    #expect(batch.broken.map(\.path) == [samples[0].path])
    #expect(batch.broken.first?.reason.contains("0.png") == true)
  }

  @Test func aLoaderThatIsDroppedEnds() {
    for _ in 0..<20 {
      _ = BatchLoader(
        samples, batchSize: 1, dropsLast: false, transform: .centerCrop(side: 8), seed: 0, workers: 2)
    }
  }
}
