import Datasets
import Foundation
import Testing
import TestSupport

@testable import Training

@Suite("Whether a cache pays")
struct CacheBenchmarkTests {
  private func trial(
    file: Double, step: Double, making: Double = 0.01, workers: Int = 1, cores: Int = 4, epochs: Int = 20,
    hasRoom: Bool = true
  ) -> CacheBenchmark {
    CacheBenchmark(
      loading: LoadingTimes(file: file, cache: 0.001, making: making), step: step, workers: workers,
      cores: cores, epochs: epochs, hasRoom: hasRoom)
  }

  @Test func itPaysWhereLoadingHoldsUpTheSteps() {
    #expect(trial(file: 0.02, step: 0.005).pays)
    #expect(!trial(file: 0.02, step: 0.5).pays)
    #expect(trial(file: 0.02, step: 0.005, workers: 4).pays)
    #expect(!trial(file: 0.02, step: 0.02, workers: 1, cores: 100).pays)
  }

  @Test func itPaysOnlyAfterEpochsEnough() {
    #expect(!trial(file: 0.02, step: 0.018, making: 0.04, cores: 1, epochs: 2).pays)
    #expect(trial(file: 0.02, step: 0.018, making: 0.04, cores: 1, epochs: 3).pays)
  }

  @Test func withoutRoomThereIsNone() {
    #expect(!trial(file: 0.02, step: 0.005, hasRoom: false).pays)
    #expect("\(trial(file: 0.02, step: 0.005, hasRoom: false))".hasSuffix("; the disk has no room for one"))
  }

  @Test func itSaysWhatWasFound() {
    #expect(
      "\(trial(file: 0.02, step: 0.005))"
        == "cache: on, a picture takes 20.00 ms to load and 1.00 ms from a cache, and its part of a step 5.00 ms"
    )
  }

  @Test func theStartSettlesIt() throws {
    let folder = try PictureFolder(picturesPerClass: 4)
    var options = TrainingOptions()
    options.network = "resnet18"
    options.sizes = [32]
    options.epochs = [1]
    options.precision = .float32
    options.cache = .auto
    let settlement = try AutoSettings(
      options, pictures: ImageFolder(path: folder.path),
      machine: TrainingMachine(ranks: 1, cores: 1, workers: 1, memory: 1 << 30), cacheFolder: folder.path)
    let found = try #require(settlement.measured.cache)
    #expect(settlement.options.cache == (found.pays ? .on : .off))
    #expect(settlement.measured.lines == ["\(found)"])
    #expect(settlement.options.settle(options))
    #expect(try JSONDecoder().decode(CacheBenchmark.self, from: JSONEncoder().encode(found)) == found)
  }

  @Test func aRunOfBeforeGoesOnWithoutOne() throws {
    var run = try TrainingOptions().object()
    #expect(run.removeValue(forKey: "cache") != nil)
    let data = try JSONSerialization.data(withJSONObject: run)
    #expect(try JSONDecoder().decode(TrainingOptions.self, from: data) == TrainingOptions())
  }
}
