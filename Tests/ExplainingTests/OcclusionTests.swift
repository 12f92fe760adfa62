import Testing
import TestSupport
import Torch

@testable import Explaining

/// Occlusion beside captum's, and what it must give by hand.
@Suite struct OcclusionTests {
  private let fixture: PerturbationFixture

  init() throws { fixture = try PerturbationFixture() }

  private func method(_ window: Int?, _ stride: Int?) -> Occlusion {
    var method = Occlusion()
    (method.window, method.stride) = (window, stride)
    return method
  }

  @Test(arguments: [("map", 0.0), ("light", 1.5)]) func mapsAreCaptums(_ name: String, _ baseline: Double)
    throws
  {
    let map = try method(12, 5).attribution(
      of: fixture.target, to: fixture.picture(), baseline: .full([1, 3, 1, 1], baseline), fixture.scores())
    let difference = try Difference(name, map, fixture.file.tensor("occlusion/\(name)"))
    #expect(difference.relative <= 1e-4, "\(difference)")
  }

  @Test func theWholePicture() throws {
    let (scores, picture) = (try fixture.scores(), try fixture.picture())
    let baseline = try Formula.input(height: 40, width: 48)
    let map = try method(64, 64).attribution(of: 3, to: picture, baseline: baseline, scores)
    let ends: [Float] = try scores(.concatenated([picture, baseline], along: 0)).elements()
    let values: [Float] = try map.elements()
    #expect(map.shape == [1, 1, 40, 48])
    #expect(values.allSatisfy { abs($0 - (ends[3] - ends[13])) < 1e-5 })
  }

  /// A window of one pixel finds Σ w · x over the channels; windows of two average what they find.
  @Test func windowsOfALinearModel() throws {
    let scores = try PerturbationFixture.linear(height: 1, width: 3)
    let picture = try Formula.tensor("picture", [1, 3, 1, 3], scale: 1)
    let gradient = try scores.gradients(of: 1, to: picture)
    let parts = try (gradient * picture).sum([1], keepingDimensions: true)
    let found = try method(1, 1).attribution(of: 1, to: picture, scores)
    #expect(try Difference("one pixel", found, parts).relative < 1e-5)

    // Windows over columns 0, over 1 and over 2: the height cuts them to one row.
    let pairs: [Float] = try method(2, 1).attribution(of: 1, to: picture, scores).elements()
    let part: [Float] = try parts.elements()
    let (left, right) = (part[0] + part[1], part[1] + part[2])
    #expect(zip(pairs, [left, (left + right) / 2, right]).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func batchesDoNotShow() throws {
    var scores = try fixture.scores()
    let together = try method(16, 8).attribution(of: 2, to: fixture.picture(), scores)
    scores.mostPixels = 3 * 40 * 48
    var shares: [Double] = []
    let apart = try method(16, 8).attribution(of: 2, to: fixture.picture(), scores) { shares.append($0) }
    #expect(try Difference("batches of three", apart, together).relative < 1e-4)
    #expect(shares.count == 7 && shares == shares.sorted() && shares.last == 1)
  }

  @Test func progressMayStop() throws {
    let picture = try fixture.picture()
    #expect(throws: CancellationError.self) {
      try Occlusion().attribution(of: 2, to: picture, fixture.scores()) { _ in throw CancellationError() }
    }
  }

  @Test func sidesFollowThePicture() {
    let settled = Occlusion().settled(height: 88, width: 120)
    #expect(settled == method(22, 5))
    #expect(Occlusion().settled(height: 3, width: 3) == method(1, 1))
    #expect(method(9, nil).settled(height: 88, width: 88) == method(9, 2))
  }

  @Test func wrongSettings() throws {
    let scores = try PerturbationFixture.linear(height: 4, width: 4)
    let picture = try Tensor.zeros([1, 3, 4, 4])
    func error(_ window: Int?, _ stride: Int?, of target: Int = 1) -> ExplainError? {
      #expect(throws: ExplainError.self) {
        try method(window, stride).attribution(of: target, to: picture, scores)
      }
    }
    #expect(error(0, 1) == .setting("window", takes: "a whole number from 1", got: "0"))
    #expect(error(2, 3) == .setting("stride", takes: "a whole number from 1 to the window's 2", got: "3"))
    #expect(error(2, 0) == .setting("stride", takes: "a whole number from 1 to the window's 2", got: "0"))
    #expect(error(1, 1, of: 2) == .classIndex(2, count: 2))
  }
}
