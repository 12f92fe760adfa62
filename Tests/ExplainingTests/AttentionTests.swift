import Checkpoints
import Dreaming
import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Explaining

/// Grad-CAM beside PyTorch's, and what it is used for; Tests/Fixtures/class_activation.py is the other side.
@Suite struct AttentionTests {
  private let graph: Graph
  private let weights: [String: Tensor]
  private let photo: Image
  private let names = ["owl", "fox", "newt", "bee", "elk", "ant", "cat", "dog", "emu", "gnu"]

  init() throws {
    graph = try Architecture(network: "vgg11_bn", head: .pooled, classes: 10).graph
    weights = try Formula.weights(of: graph)
    // Numbers that bytes hold exactly, so that both sides see the same.
    photo = Image(
      width: 96, height: 64,
      bytes: (0..<96 * 64 * 3).map {
        UInt8(truncatingIfNeeded: ($0 / 3 % 96) * 2 + ($0 / 288) * 3 + $0 % 3 * 40)
      })
  }

  private func activation(_ index: Int?) throws -> ClassActivation {
    try ClassActivation(
      photo, scores: "fc", class: index, architecture: graph, weights: weights, normalization: .imageNet,
      side: 64)
  }

  @Test(arguments: [2, 7]) func mapAndProbabilities(index: Int) throws {
    let fixture = try Fixture.open("class_activation")
    let found = try activation(index)
    #expect(found.layer == "relu5_2" && found.classIndex == index)
    let map = try Difference("map of \(index)", found.map, fixture.tensor("\(index)/map"))
    #expect(map.relative <= 1e-4, "\(map)")
    let expected: [Float] = try fixture.tensor("probabilities").elements()
    #expect(zip(found.probabilities, expected).allSatisfy { abs($0 - $1) <= 1e-4 })
  }

  @Test func withoutAClassItIsTheLikeliest() throws {
    let found = try activation(nil)
    let likeliest = found.probabilities.indices.max { found.probabilities[$0] < found.probabilities[$1] }
    #expect(found.classIndex == likeliest)
    let attention = try Attention("CAM", in: graph, classNames: names)
    #expect(attention.classIndex == nil)
    let map = try attention.map(
      of: photo, architecture: graph, weights: weights, normalization: .imageNet, side: 64)
    #expect(map.shape == [1, 1, 64, 96])
    #expect(try map.minimum().item() >= 0 && map.maximum().item() <= 1)
  }

  @Test(arguments: [("cam:newt", 2), ("grad-cam:NEWT", 2), ("gradcam:7", 7)])
  func textsNameClasses(text: String, index: Int) throws {
    #expect(try Attention(text, in: graph, classNames: names).classIndex == index)
  }

  @Test func whatCannotBeIsAnError() throws {
    #expect(throws: AttentionError.unknownMethod("camera")) {
      try Attention("camera:owl", in: graph, classNames: names)
    }
    #expect(
      throws: DreamError.unknownClass("owls", nearest: ["owl", "elk", "fox", "newt", "bee"], count: 10)
    ) {
      try Attention("cam:owls", in: graph, classNames: names)
    }
    let headless = try Architecture(network: "vgg11_bn", head: .absent, classes: 0).graph
    #expect(throws: DreamError.noClasses) { try Attention("cam", in: headless, classNames: []) }
    let small = try Attention("cam", in: graph, classNames: names)
    #expect(throws: DreamError.self) {
      try small.map(of: photo, architecture: graph, weights: weights, normalization: .imageNet, side: 16)
    }
  }

  /// A picture beside itself changes nothing; beside another one, the classes of both are listed.
  @Test func changesOfMind() throws {
    func change(to other: Image) throws -> MindChange {
      try MindChange(
        from: photo, to: other, count: 3, side: 64, architecture: graph, weights: weights,
        normalization: .imageNet, classNames: names)
    }
    let same = try change(to: photo)
    #expect(same.distance == 0 && same.shares.count == 3 && same.maps.count == 1)
    #expect(same.shares.allSatisfy { $0.before == $0.after && names[$0.index] == $0.name })
    #expect(same.shares.map(\.before) == same.shares.map(\.before).sorted(by: >))
    let negative = Image(width: 96, height: 64, bytes: photo.bytes.map { 255 - $0 })
    let other = try change(to: negative)
    #expect(other.distance > 0 && other.distance <= 1)
    let likeliest = other.shares.max { $0.after < $1.after }
    #expect(other.maps.last?.share == likeliest)
  }
}
