import Foundation
import Networks
import Testing

@testable import Training

@Suite("The batch that there is room for")
struct BatchSizingTests {
  private func options(_ change: (inout TrainingOptions) -> Void = { _ in }) -> TrainingOptions {
    var options = TrainingOptions()
    options.network = "resnet18"
    options.precision = .float32
    options.batchSize = .auto
    change(&options)
    return options
  }

  private func size(
    _ options: TrainingOptions, pictures: Int = 100_000, ranks: Int = 1, limit: Int = .max / 4
  ) throws -> BatchSizing {
    let graph = try Architecture(network: options.network, head: options.head, classes: 10).graph
    return try BatchSizing(
      options, graph, trainingPictures: pictures, ranks: ranks, workers: 1, limit: limit)
  }

  @Test func itIsAPowerOfTwoForEachRankUpTo256InAll() throws {
    #expect(try (size(options()).pictures, size(options()).bound) == (256, .most))
    #expect(try size(options(), ranks: 3).pictures == 192)
    #expect(try size(options(), ranks: 8).pictures == 256)
  }

  @Test func anEpochKeepsItsSteps() throws {
    #expect(
      try (size(options(), pictures: 6941).pictures, size(options(), pictures: 6941).bound) == (
        128, .pictures
      ))
    #expect(try size(options(), pictures: 1000).pictures == 16)
    #expect(try size(options(), pictures: 20).pictures == 8)
    #expect(try size(options { $0.accumulation = 8 }, pictures: 20).pictures == 16)
  }

  @Test func itFitsTheMemoryAndTwiceAsManyWouldNot() throws {
    let graph = try Architecture(network: "resnet18", head: .standard, classes: 10).graph
    let memory = try TrainingMemory(options(), graph, workers: 1)
    for limit in [300_000_000, 700_000_000, 2_000_000_000] {
      let found = try size(options(), limit: limit)
      #expect(found.bound == .memory && found.memory <= limit)
      #expect(found.memory == memory.bytes(pictures: found.pictures, parts: 1))
      #expect(memory.bytes(pictures: 2 * found.pictures, parts: 1) > limit)
      let inParts = try size(options { $0.accumulation = 4 }, limit: limit)
      #expect(inParts.pictures > found.pictures)
    }
    #expect {
      try size(options(), limit: 1_000_000)
    } throws: {
      "\($0)".hasPrefix("a batch of 2 pictures takes about ")
        && "\($0)".hasSuffix(
          " MB of memory, and 1 MB are to be had; choose a smaller `sizes` or `network`, or name a `batchSize`"
        )
    }
  }

  @Test func itSaysWhyItIsNoLarger() {
    func text(_ bound: BatchSizing.Bound) -> String {
      "\(BatchSizing(pictures: 64, memory: 4_600_000_000, limit: 8_000_000_000, bound: bound))"
    }
    #expect(text(.memory) == "batch size: 64, twice as many would not fit; about 4.6 GB of 8.0 GB of memory")
    #expect(text(.pictures).contains("64, so that an epoch has steps enough;"))
    #expect(text(.most).contains("64, the most that 'auto' takes;"))
  }

  @Test func itIsANumberOrAutoInARecipe() throws {
    let open = try TrainingOptions(json: Data(#"{"batchSize": "auto"}"#.utf8))
    #expect(open.batchSize == .auto)
    #expect(try open.texts()["batchSize"] == "auto")
    #expect(try TrainingOptions(json: Data(#"{"batchSize": 7}"#.utf8)).batchSize == 7)
    for (wrong, found) in [(#""many""#, "'many'"), ("1.5", "1.5"), ("true", "true")] {
      let reason =
        "'batchSize' has a value of the wrong kind: \(found) is not a whole number from 2 to 65536, or auto"
      #expect(throws: TrainingError.badRecipe(reason)) {
        try TrainingOptions(json: Data(#"{"batchSize": \#(wrong)}"#.utf8))
      }
    }
    #expect(throws: TrainingError.self) { try open.settledBatchSize }
  }
}
