import Datasets
import Foundation
import Networks
import Testing
import TestSupport

@testable import Training

@Suite("The race of two precisions", .serialized)
struct PrecisionBenchmarkTests {
  private func race(_ float32: Double, _ bfloat16: Double, _ course: PrecisionBenchmark.Course = .convolution)
    -> PrecisionBenchmark
  {
    PrecisionBenchmark(course: course, float32: float32, bfloat16: bfloat16)
  }

  @Test func aLeadOfLessThanFivePercentIsNone() {
    #expect(race(1, 0.94).winner == .bfloat16)
    #expect(race(1, 0.96).winner == .float32)
    #expect(race(0.96, 1).winner == .float32)
    #expect(race(1, 20).winner == .float32)
  }

  @Test func itSaysWhichWonAndByHowMuch() {
    let step = PrecisionBenchmark.Course.step(pictures: 8, size: 128)
    #expect(
      "\(race(0.5, 0.25, step))"
        == "precision: bfloat16, 2.0 times as fast as float32 in steps of 8 pictures of 128 pixels a side")
    #expect(
      "\(race(1, 1.02, step))"
        == "precision: float32, within 5 % of bfloat16, and with more digits in steps of 8 pictures of 128 pixels a side"
    )
    #expect("\(race(0.001, 0.022))" == "precision: float32, 22 times as fast as bfloat16 in a convolution")
  }

  private var options: TrainingOptions {
    var options = TrainingOptions()
    options.network = "resnet18"
    options.sizes = [32, 40]
    options.epochs = [1, 1]
    options.accumulation = 2
    return options
  }

  @Test func itIsRunOnTheRealNetworkAtTheLargestSize() throws {
    let race = try #require(try PrecisionBenchmark(options, classes: 3, mostPictures: 2))
    #expect(race.float32 > 0 && race.bfloat16 > 0)
    #expect(race.course == .convolution || race.course == .step(pictures: 2, size: 40))
    #expect(try JSONDecoder().decode(PrecisionBenchmark.self, from: JSONEncoder().encode(race)) == race)
  }

  /// Pictures so small are computed in float32 in any case.
  @Test func tinyPicturesNeedNone() throws {
    let folder = try PictureFolder(picturesPerClass: 2)
    var options = options
    options.sizes = [32]
    options.epochs = [1]
    let settlement = try AutoSettings(
      options, pictures: ImageFolder(path: folder.path),
      machine: TrainingMachine(ranks: 1, cores: 1, workers: 1, memory: 1 << 30), cacheFolder: folder.path)
    #expect(settlement.measured.isEmpty)
    options.precision = .float32
    #expect(settlement.options == options)
  }

  /// What one attempt found is what the next one goes on with, even if it would find something else.
  @Test(arguments: [ComputePrecision.float32, .bfloat16])
  func theNextAttemptOfALaunchKeepsTheAnswer(found: ComputePrecision) throws {
    let scratch = try TemporaryFolder()
    let folder = RunFolder(path: scratch.path("run"))
    var run = RunFolder.Description(
      pictures: "pictures", options: options, threads: 1, command: "", version: "")
    let asked = run
    #expect(try !folder.holds(asked, attempt: 0))
    run.options.precision = found
    try folder.create(run)
    #expect(try folder.holds(asked, attempt: 1))
    #expect(try folder.description().options.precision == found)
    #expect(throws: TrainingError.runExists(folder: folder.path)) { try folder.holds(asked, attempt: 0) }
    var other = asked
    other.options.precision = found == .float32 ? .bfloat16 : .float32
    #expect(throws: TrainingError.runExists(folder: folder.path)) { try folder.holds(other, attempt: 1) }
  }
}
