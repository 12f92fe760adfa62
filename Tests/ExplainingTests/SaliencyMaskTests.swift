import Checkpoints
import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Explaining

/// Grad-CAM beside PyTorch's, and what it is used for; Tests/Fixtures/class_activation.py is the other side.
@Suite struct SaliencyMaskTests {
  private let graph: Graph
  private let weights: [String: Tensor]
  private let photo: Image
  private let labels = ClassLabels(["owl", "fox", "newt", "bee", "elk", "ant", "cat", "dog", "emu", "gnu"])

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

  private func explainer(side: Int = 64) throws -> Explainer {
    try Explainer(architecture: graph, weights: weights, normalization: .imageNet, side: side)
  }

  @Test(arguments: [2, 7]) func mapAndProbabilities(index: Int) throws {
    let fixture = try Fixture.open("class_activation")
    let explainer = try explainer()
    let classified = try explainer.classify(photo)
    let found = try explainer.explanation(of: index, in: classified, by: .gradCAM)
    #expect(explainer.layer == "relu5_2" && found.classIndex == index && !found.isSigned)
    let map = try Difference("map of \(index)", found.map, fixture.tensor("\(index)/map"))
    #expect(map.relative <= 1e-4, "\(map)")
    let expected: [Float] = try fixture.tensor("probabilities").elements()
    #expect(zip(classified.probabilities, expected).allSatisfy { abs($0 - $1) <= 1e-4 })
    #expect(abs(found.probability - Double(expected[index])) <= 1e-4)
  }

  @Test func withoutAClassItIsTheLikeliest() throws {
    let mask = try SaliencyMask("CAM", in: graph, labels: labels)
    #expect(mask.classIndex == nil)
    let explainer = try explainer()
    let map = try mask.map(of: photo, by: explainer)
    #expect(map.shape == [1, 1, 64, 96])
    #expect(try map.minimum().item() >= 0 && map.maximum().item() <= 1)
    let likeliest = try explainer.classify(photo).likeliest
    let named = try SaliencyMask("cam:\(likeliest)", in: graph, labels: labels)
    #expect(try named.map(of: photo, by: explainer).elements(Float.self) == map.elements(Float.self))
  }

  @Test(arguments: [("cam:newt", 2), ("grad-cam:NEWT", 2), ("LayerCAM:7", 7)])
  func textsNameClasses(text: String, index: Int) throws {
    #expect(try SaliencyMask(text, in: graph, labels: labels).classIndex == index)
  }

  @Test func whatCannotBeIsAnError() throws {
    #expect(throws: ExplainError.self) { try SaliencyMask("camera:owl", in: graph, labels: labels) }
    #expect(
      throws: ExplainError.network(
        .unknownClass("owls", nearest: ["owl", "elk", "fox", "newt", "bee"], count: 10))
    ) {
      try SaliencyMask("cam:owls", in: graph, labels: labels)
    }
    let headless = try Architecture(network: "vgg11_bn", head: .absent, classes: 0).graph
    #expect(throws: ExplainError.noClasses) { try SaliencyMask("cam", in: headless, labels: ClassLabels([])) }
    #expect(throws: ExplainError.self) { try explainer(side: 16) }
  }

  /// A picture beside itself changes nothing; beside another one, the classes of both are listed.
  @Test func changesOfPredictions() throws {
    func change(to other: Image) throws -> PredictionChange {
      try PredictionChange(
        from: photo, to: other, count: 3, by: explainer(), labels: labels)
    }
    let same = try change(to: photo)
    #expect(same.distance == 0 && same.classes.count == 3 && same.maps.count == 1)
    #expect(same.classes.allSatisfy { $0.before == $0.after && labels[$0.index] == $0.name })
    #expect(same.classes.map(\.before) == same.classes.map(\.before).sorted(by: >))
    let negative = Image(width: 96, height: 64, bytes: photo.bytes.map { 255 - $0 })
    let other = try change(to: negative)
    #expect(other.distance > 0 && other.distance <= 1)
    let likeliest = other.classes.max { $0.after < $1.after }
    #expect(other.maps.last?.class == likeliest)
  }
}
