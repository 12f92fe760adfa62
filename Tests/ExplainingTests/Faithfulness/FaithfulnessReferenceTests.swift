import Networks
import Testing
import TestSupport
import Torch

@testable import Explaining

/// Every measure beside those of others, to 1e-4; Tests/Fixtures/faithfulness.py is the other side.
@Suite struct FaithfulnessReferenceTests {
  private static let tolerance = 1e-4
  private static let target = 0

  private let scores: ClassScores
  private let picture: Tensor
  private let map: Tensor

  init() throws {
    let graph = try Architecture(network: "vgg11_bn", head: .pooled, classes: 10).graph
    scores = try ClassScores(architecture: graph, weights: Formula.weights(of: graph))
    picture = try Formula.input(height: 48, width: 64)
    map = try Formula.tensor("map", [1, 1, 48, 64], scale: 0.5, offset: 0.5)
  }

  private func number(_ key: String) throws -> Double {
    try Fixture.open("faithfulness").tensor(key).reshaped([]).item()
  }

  private func expectNear(_ found: Double, _ key: String) throws {
    let expected = try number(key)
    #expect(abs(found - expected) <= Self.tolerance * max(1, abs(expected)), "\(key): \(found), \(expected)")
  }

  @Test func blurIsRISEs() throws {
    let expected = try Fixture.open("faithfulness").tensor("blurred")
    let difference = try Difference("blur", GaussianWindow.rise.padded(picture), expected)
    #expect(difference.relative <= 1e-5, "\(difference)")
  }

  @Test func insertionAndDeletionAreRISEs() throws {
    let method = InsertionDeletion()
    let insertion = try method.insertion(of: map, for: Self.target, in: picture, scores)
    let deletion = try method.deletion(of: map, for: Self.target, in: picture, scores)
    for (key, curve) in [("insertion", insertion), ("deletion", deletion)] {
      let expected: [Double] = try Fixture.open("faithfulness").tensor(key).elements()
      #expect(curve.probabilities.count == 49 && curve.shares.count == 49)
      for (found, expected) in zip(curve.probabilities, expected) {
        #expect(abs(found - expected) <= Self.tolerance, "\(key)")
      }
      try expectNear(curve.area, "\(key)/area")
    }
    #expect(insertion.probabilities.last == deletion.probabilities.first)
  }

  @Test func confidenceIsGradCAMs() throws {
    let change = try ConfidenceChange(of: map, for: Self.target, in: picture, scores)
    try expectNear(change.after - change.before, "confidence/change")
  }

  @Test(arguments: [("infidelity", false), ("infidelity/scaled", true)])
  func infidelityIsCaptums(key: String, isScaled: Bool) throws {
    var method = Infidelity()
    (method.samples, method.isScaled) = (5, isScaled)
    let noise = try Formula.tensor("perturbations", [5, 3, 48, 64], scale: 0.1)
    let attribution = try Formula.tensor("attribution", [1, 3, 48, 64], scale: 0.05)
    let found = try method.value(of: attribution, for: Self.target, in: picture, scores) { part in
      try noise.narrowed(0, part)
    }
    let expected = try number(key)
    #expect(abs(found - expected) <= Self.tolerance * expected, "\(found), \(expected)")
  }

  @Test func sensitivityIsCaptums() throws {
    var method = MaxSensitivity()
    method.samples = 5
    let noise = try Formula.tensor("perturbations", [5, 3, 48, 64], scale: 0.02)
    let found = try method.value(at: picture) { picture in
      try GradientMethod.saliency.attributions(of: Self.target, to: picture, scores)
    } perturbation: { sample in
      try noise.narrowed(0, sample..<sample + 1)
    }
    try expectNear(found, "sensitivity")
  }

  @Test func rankCorrelationIsScipys() throws {
    let (one, other) = try maps()
    try expectNear(rankCorrelation(one, other), "rank")
    try expectNear(rankCorrelation((one * 4).rounded(), (other * 4).rounded()), "rank/ties")
  }

  @Test(arguments: [1, 2]) func structuralSimilarityIsSkimages(range: Int) throws {
    let (one, other) = try maps()
    try expectNear(structuralSimilarity(one, other, range: Double(range)), "ssim/\(range)")
  }

  private func maps() throws -> (Tensor, Tensor) {
    let shape = [1, 2, 30, 41]
    let one = try Formula.tensor("one", shape, scale: 0.5, offset: 0.5)
    let noise = try Formula.tensor("other", shape, scale: 0.25, offset: 0.25)
    return (one, try (one + noise) * (1 / 1.5))
  }
}
