import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Dreaming

@Suite struct PlanTests {
  @Test func levelsByHand() {
    let pyramid = Pyramid(base: PixelSize(width: 600, height: 450), size: 4, ratio: 1.8)
    #expect(pyramid.levels.map(\.description) == ["103×77", "185×139", "333×250", "600×450"])
    // Halves go to the even side, as in Python: 45 / 2 = 22.5.
    #expect(PixelSize(width: 45, height: 47).scaled(by: 0.5) == PixelSize(width: 22, height: 24))
  }

  @Test func photoKeepsItsSizeUpToALimit() throws {
    let dreamer = try makeDreamer(quickOptions())
    let small = try dreamer.plan(forPhoto: PixelSize(width: 1024, height: 300))
    #expect(small.size.description == "1024×300")
    #expect(!small.isResized)
    let tall = try dreamer.plan(forPhoto: PixelSize(width: 3000, height: 4000))
    #expect(tall.size.description == "768×1024")
    #expect(tall.isResized)
  }

  @Test func widthKeepsTheForm() throws {
    let plan = try makeDreamer(quickOptions { $0.width = 600 })
      .plan(forPhoto: PixelSize(width: 4032, height: 3024))
    #expect(plan.levels.map(\.description) == ["333×250", "600×450"])
    #expect(plan.totalIterations == 6)
    #expect(plan.work == 3 * (333 * 250 + 600 * 450))
  }

  @Test func tooSmallALevelSaysWhatWorks() throws {
    let photo = PixelSize(width: 40, height: 30)
    func plan(_ size: Int, width: Int? = nil, layer: String = "relu2_1") throws -> DreamPlan {
      let options = quickOptions {
        $0.pyramidSize = size
        $0.width = width
        $0.objective = energy(layer)
      }
      return try makeDreamer(options).plan(forPhoto: photo)
    }
    let error = #expect(throws: DreamError.self) { _ = try plan(4) }
    #expect(
      error?.description == "the smallest level of the pyramid would be 7×5 pixels, and its sides need at"
        + " least 10; use `pyramidSize` 2 or a width of at least 74")
    #expect(try plan(2).levels.first?.shorterSide ?? 0 >= 10)
    #expect(throws: DreamError.self) { _ = try plan(3) }
    #expect(try plan(4, width: 74).levels.first?.shorterSide == 10)
    #expect(throws: DreamError.self) { _ = try plan(4, width: 73) }
  }

  @Test func networkMayNeedMore() throws {
    let deep = try makeDreamer(
      quickOptions {
        $0.objective = energy("pool5")
        $0.pyramidSize = 1
      })
    let error = #expect(throws: DreamError.self) {
      _ = try deep.plan(forPhoto: PixelSize(width: 40, height: 30))
    }
    #expect(
      error
        == .levelTooSmall(PixelSize(width: 40, height: 30), required: 32, pyramidSize: nil, width: 42))
    #expect(
      error?.description == "the smallest level of the pyramid would be 40×30 pixels, and its sides need at"
        + " least 32; use a width of at least 42")
  }

  @Test func refusedBeforeAnyWork() throws {
    let tiny = Image(width: 8, height: 8, bytes: Array(repeating: 1, count: 192))
    let dreamer = try makeDreamer(quickOptions { $0.pyramidSize = 1 })
    #expect(throws: DreamError.self) {
      _ = try dreamer.dream(tiny) { _ in Issue.record("it started") }
    }
  }
}
