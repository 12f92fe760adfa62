import Testing
import TestSupport
import Torch

@testable import Explaining

/// RISE beside its formula in PyTorch, and what it must give by hand.
@Suite struct RISETests {
  private let fixture: PerturbationFixture

  init() throws { fixture = try PerturbationFixture() }

  private func method(masks: Int = 4000, grid: Int = 7, shown: Double = 0.5, seed: UInt64 = 0) -> RISE {
    var method = RISE()
    (method.masks, method.grid, method.shown, method.seed) = (masks, grid, shown, seed)
    return method
  }

  @Test func mapOfGivenMasks() throws {
    let masks = try fixture.file.tensor("rise/masks").to(.float32) * (1 / 255)
    let map = try RISE().attribution(
      of: fixture.target, to: fixture.picture(), masks: masks, fixture.scores())
    let difference = try Difference("map", map, fixture.file.tensor("rise/map"))
    #expect(difference.relative <= 1e-4, "\(difference)")
  }

  @Test func masksAreScikitImages() throws {
    let places: [Int64] = try fixture.file.tensor("rise/places").elements()
    let found = try method(grid: 6).masks(
      from: fixture.file.tensor("rise/grids"),
      at: [(Int(places[0]), Int(places[1])), (Int(places[2]), Int(places[3]))], height: 40, width: 48)
    let difference = try Difference("masks", found, fixture.file.tensor("rise/enlarged"))
    #expect(difference.relative <= 1e-5, "\(difference)")
  }

  /// Masks that show one pixel each, of a picture of four.
  @Test func masksOfOnePixel() throws {
    let scores = try PerturbationFixture.linear(height: 2, width: 2)
    let picture = try Formula.tensor("picture", [1, 3, 2, 2], scale: 1)
    let masks = try Tensor((0..<16).map { $0 % 5 == 0 ? Float(1) : 0 }, shape: [4, 1, 2, 2])
    let map: [Float] = try method(shown: 0.25).attribution(of: 1, to: picture, masks: masks, scores)
      .elements()
    let likely: [Float] = try scores(picture * masks).softmax(along: 1).narrowed(1, 1..<2).elements()
    #expect(zip(map, likely).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func whereAllShowsTheMapIsTheProbability() throws {
    let (scores, picture) = (try fixture.scores(), try fixture.picture())
    let map: [Float] = try method(masks: 3, shown: 1).attribution(of: 0, to: picture, scores).elements()
    let likely = Float(try scores(picture).softmax(along: 1).narrowed(1, 0..<1).item())
    #expect(map.allSatisfy { abs($0 - likely) < 1e-5 })
  }

  @Test func drawnMasks() throws {
    let method = method(grid: 5, shown: 0.3)
    let masks = try method.drawMasks(400, height: 30, width: 41, Generator(seed: 3))
    #expect(masks.shape == [400, 1, 30, 41])
    #expect(try masks.minimum().item() > -1e-6 && masks.maximum().item() < 1 + 1e-6)
    #expect(abs(try masks.mean().item() - 0.3) < 0.01)
    // Every pixel shows about as often as any other: nothing depends on where cells begin.
    let means = try masks.mean([0])
    #expect(try means.minimum().item() > 0.2 && means.maximum().item() < 0.4)
    // The batches that masks are drawn in do not show.
    let generator = try Generator(seed: 3)
    let parts = try [2, 398].map { try method.drawMasks($0, height: 30, width: 41, generator) }
    #expect(try Difference("batches", .concatenated(parts, along: 0), masks).relative == 0)
  }

  @Test func seedsAndBatches() throws {
    var scores = try fixture.scores()
    let picture = try fixture.picture()
    let map = try method(masks: 20).attribution(of: 1, to: picture, scores)
    let other = try method(masks: 20, seed: 1).attribution(of: 1, to: picture, scores)
    #expect(try Difference("seeds", other, map).relative > 0.01)
    scores.mostPixels = 3 * 40 * 48
    var shares: [Double] = []
    let apart = try method(masks: 20).attribution(of: 1, to: picture, scores) { shares.append($0) }
    #expect(try Difference("batches of three", apart, map).relative < 1e-4)
    #expect(shares.count == 7 && shares == shares.sorted() && shares.last == 1)
  }

  @Test func wrongSettings() throws {
    let scores = try PerturbationFixture.linear(height: 4, width: 6)
    let picture = try Tensor.zeros([1, 3, 4, 6])
    func error(_ method: RISE, of target: Int = 1) -> ExplainError? {
      #expect(throws: ExplainError.self) { try method.attribution(of: target, to: picture, scores) }
    }
    #expect(error(method(masks: 0)) == .setting("masks", takes: "a whole number from 1", got: "0"))
    let grid = "a whole number from 1 to the picture's shorter side of 4"
    #expect(error(method(grid: 5)) == .setting("grid", takes: grid, got: "5"))
    #expect(error(method(grid: 0)) == .setting("grid", takes: grid, got: "0"))
    for shown in [0, 1.1, .nan] {
      let shownError = ExplainError.setting("shown", takes: "a number above 0 and up to 1", got: "\(shown)")
      #expect(error(method(grid: 2, shown: shown)) == shownError)
    }
    #expect(error(method(masks: 1, grid: 2), of: -1) == .classIndex(-1, count: 2))
    let none = try Tensor.zeros([0, 1, 4, 6])
    #expect(throws: ExplainError.self) {
      try RISE().attribution(of: 1, to: picture, masks: none, scores)
    }
  }
}
