import Checkpoints
import Testing
import TestSupport
import Torch

@testable import Dreaming

/// Each term's value and gradient for a batch of two pictures, beside PyTorch's; Tests/Fixtures/objectives.py
/// is the other side.
@Suite struct TermTests {
  let fixture: Safetensors
  /// `[2, 6, 5, 7]` and `[1, 6, 4, 6]`.
  let activations: Tensor
  let reference: Tensor

  init() throws {
    fixture = try Fixture.open("objectives")
    activations = try Formula.tensor("activation", [2, 6, 5, 7], scale: 1).relu()
    reference = try Formula.tensor("reference", [1, 6, 4, 6], scale: 1).relu()
  }

  private func term(_ name: String) throws -> any ObjectiveTerm {
    switch name {
    case "energy": return LayerEnergy("a")
    case "channels": return try ChannelDirection(layer: "a", channels: [1...1, 3...4], of: 6)
    case "neuron":
      return try ChannelDirection(layer: "a", channels: [2...2], of: 6, place: Place(x: 0.75, y: 0.3))
    case "direction":
      return ChannelDirection(layer: "a", weights: try Formula.tensor("direction", [1, 6], scale: 1))
    case "style": return try StyleMatch(["a"], of: ["a": reference])
    case "content":
      let flipped = try activations.narrowed(0, 0..<1).flipped(2)
      return try ContentMatch("a", of: ["a": flipped])
    default: return try GuideMatch("a", of: ["a": reference])
    }
  }

  @Test(arguments: ["energy", "channels", "neuron", "direction", "style", "content", "guide"])
  func valueAndGradient(_ name: String) throws {
    let layouts = [activations, try activations.channelsLast()]
    for layout in layouts {
      let found = try term(name).outputGradients(at: ["a": layout])
      let expected = try fixture.tensor("term/\(name)/value").item()
      let value = found.value
      #expect(abs(value - expected) <= 1e-5 * abs(expected), "\(name): \(value) instead of \(expected)")
      let gradient = try Difference(
        name, #require(found.gradients["a"]), fixture.tensor("term/\(name)/gradient"))
      #expect(gradient.relative <= 1e-5, "\(gradient)")
    }
  }

  @Test func aBatchIsItsPicturesAlone() throws {
    for name in ["energy", "style", "content", "guide"] {
      let term = try term(name)
      let together = try #require(try term.outputGradients(at: ["a": activations]).gradients["a"])
      for picture in 0..<2 {
        let alone = try activations.narrowed(0, picture..<picture + 1)
        let difference = try Difference(
          name, together.narrowed(0, picture..<picture + 1),
          #require(term.outputGradients(at: ["a": alone]).gradients["a"])
        )
        #expect(difference.relative <= 1e-6, "\(difference)")
      }
    }
  }

  @Test func oneChannelForEachPicture() throws {
    let rows = [0, 0, 0, 0, 1, 0] + [0, 1, 0, 0, 0, 0] as [Float]
    let term = ChannelDirection(layer: "a", weights: try Tensor(rows, shape: [2, 6]))
    let gradient: [Float] = try #require(try term.outputGradients(at: ["a": activations]).gradients["a"])
      .elements()
    for (index, value) in gradient.enumerated() {
      let (picture, channel) = (index / 210, index / 35 % 6)
      #expect(value == (channel == [4, 1][picture] ? 1 / Float(35) : 0))
    }
  }

  @Test func scoresHaveNoPositions() throws {
    let scores = try Tensor([1, 2, 3, 10, 20, 30] as [Float], shape: [2, 3])
    let term = try ChannelDirection(layer: "fc", channels: [1...1], of: 3)
    let found = try term.outputGradients(at: ["fc": scores])
    #expect(found.value == 22)
    #expect(try found.gradients["fc"]?.elements(Float.self) == [0, 1, 0, 0, 1, 0])
  }

  @Test func energyByHandAndItsWaking() throws {
    let activation = try Tensor([1, 2, 3, 4] as [Float], shape: [1, 4, 1, 1])
    let term = LayerEnergy("a")
    let own = try term.outputGradients(at: ["a": activation])
    #expect(own.value == 7.5)
    #expect(try own.gradients["a"]?.elements(Float.self) == [0.5, 1, 1.5, 2])
    let redirected = try term.outputGradients(at: ["a": activation], redirectsReLUs: true)
    #expect(redirected.value == 7.5)
    #expect(try redirected.gradients["a"]?.elements(Float.self) == [0.25, 0.25, 0.25, 0.25])
    #expect(throws: TorchError.self) { _ = try term.value(of: [:]) }
  }

  @Test func theGuidesTableComesInChunks() throws {
    // 60,000 positions of the guide leave room for 69 rows at a time.
    let guide = try Formula.tensor("guide", [1, 2, 200, 300], scale: 1)
    let picture = try Formula.tensor("picture", [1, 2, 10, 20], scale: 1)
    let term = try GuideMatch("a", of: ["a": guide])
    #expect(GuideMatch.chunk / 60_000 < 200)
    let found = try term.value(of: ["a": picture]).item()
    let table = try picture.reshaped([2, 200]).permuted([1, 0]).matrixProduct(guide.reshaped([2, 60_000]))
    let best = try table.largest(1).values.mean().item() / 2
    #expect(abs(found - best) <= 1e-6)
  }

  @Test func groupsForBalance() throws {
    func part(_ name: String, _ weight: Double) throws -> WeightedTerm {
      WeightedTerm(weight: weight, term: try term(name))
    }
    let parts = [
      try part("energy", 2), try part("style", 3), try part("channels", -1), try part("content", 4),
    ]
    let balanced = parts.grouped(balanced: true)
    #expect(balanced.map(\.weight) == [2, -1, 1])
    #expect(balanced.map(\.term.isDistance) == [false, false, true])
    let whole = parts.grouped(balanced: false)
    #expect(whole.count == 1 && whole[0].term.reach == .place && !whole[0].term.isDistance)
    let sum = try parts.reduce(0) { try $0 + $1.weight * $1.term.value(of: ["a": activations]).item() }
    #expect(abs(try whole[0].term.value(of: ["a": activations]).item() - sum) <= 1e-5)
    #expect([parts[1]].grouped(balanced: true).map(\.weight) == [3])
  }

  @Test func randomDirectionsHaveLengthOne() {
    let direction = RandomTarget.direction(seed: 7, count: 512)
    #expect(abs(direction.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    #expect(abs(direction.reduce(0, +) / 512) < 0.01)
    #expect(direction == RandomTarget.direction(seed: 7, count: 512))
    #expect(direction != RandomTarget.direction(seed: 8, count: 512))
  }
}
