import Checkpoints
import Foundation
import Networks
import Testing
import TestSupport
import Torch

@testable import Dreaming

/// Transforms and the diversity of pictures, beside PyTorch's; Tests/Fixtures/visualization.py is the other
/// side.
@Suite struct RobustnessTests {
  private let fixture: Safetensors

  init() throws { fixture = try Fixture.open("visualization") }

  /// A sum over what is seen, Σ w · x², so that the gradient depends on place and value.
  private struct Weighing: GradientSource {
    let weights: Tensor

    func gradients(
      of terms: [any ObjectiveTerm], at pictures: Tensor, rule: ReLUBackwardRule
    ) throws(TorchError) -> [TermGradient] {
      [
        TermGradient(
          value: try (weights * pictures.squared()).sum().item(), gradient: try weights * pictures * 2)
      ]
    }

    func activations(of layers: [String], in pictures: Tensor) throws(TorchError) -> [String: Tensor] {
      ["input": pictures]
    }

    func grams(of layers: [String], in pictures: Tensor) throws(TorchError) -> [String: Tensor] { [:] }
  }

  @Test(arguments: [(1.1, 7.0), (0.9, -10.0), (1, 33), (1.25, 0)])
  func picturesAndGradients(scale: Double, degrees: Double) throws {
    let pictures = try Formula.tensor("picture", [2, 3, 21, 30], scale: 1)
    let transform = ScaleRotation(scale: scale, angle: degrees * .pi / 180)
    let name = "similarity/\(scale)/\(degrees)"
    let seen = try Difference(name, transform.apply(to: pictures), fixture.tensor("\(name)/seen"))
    #expect(seen.relative <= 1e-5, "\(seen)")
    let source = TransformedPicture(
      source: Weighing(weights: try Formula.tensor("weights", [2, 3, 21, 30], scale: 1)),
      transform: transform)
    let found = try withoutGradients {
      try source.gradients(of: [LayerEnergy("a")], at: pictures, rule: .exact)
    }
    let gradient = try Difference(name, found[0].gradient, fixture.tensor("\(name)/gradient"))
    #expect(gradient.relative <= 1e-5, "\(gradient)")
  }

  /// A quarter turn takes the top row to the left column; twice as large, the middle fills the picture.
  @Test func aQuarterTurnByHand() throws {
    let picture = try Tensor([1, 2, 3, 4, 5, 6, 7, 8, 9] as [Float], shape: [1, 1, 3, 3])
    let turned = try ScaleRotation(scale: 1, angle: .pi / 2).apply(to: picture).elements(Float.self)
    for (found, expected) in zip(turned, [3, 6, 9, 2, 5, 8, 1, 4, 7] as [Float]) {
      #expect(abs(found - expected) < 1e-5, "\(turned)")
    }
    let enlarged = try ScaleRotation(scale: 2, angle: 0).apply(to: picture).elements(Float.self)
    for (found, expected) in zip(enlarged, [3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7] as [Float]) {
      #expect(abs(found - expected) < 1e-5, "\(enlarged)")
    }
    #expect(
      try ScaleRotation(scale: 1, angle: 0).apply(to: picture).elements(Float.self) == (1...9).map(Float.init)
    )
  }

  @Test func drawsLieInTheirRanges() {
    var random = SplitMix64(seed: 5)
    let drawn = (0..<200).map { _ in ScaleRotation(scaling: 0.1, rotation: 10, random: &random) }
    #expect(drawn.allSatisfy { (0.9...1.1).contains($0.scale) && abs($0.angle) <= 10 * .pi / 180 })
    #expect(drawn.map(\.scale).min()! < 0.92 && drawn.map(\.scale).max()! > 1.08)
    #expect(drawn.map(\.angle).min()! < -0.15 && drawn.map(\.angle).max()! > 0.15)
    var still = SplitMix64(seed: 5)
    #expect(ScaleRotation(scaling: 0, rotation: 0, random: &still).isNothing)
  }

  @Test func diversityAndItsGradient() throws {
    let activations = try Formula.tensor("activation", [6, 5, 4, 3], scale: 1).relu()
    let found = try Diversity("a", pictures: 3).outputGradients(at: ["a": activations])
    let value = try fixture.tensor("diversity/value").item()
    #expect(abs(found.value - value) <= 1e-5 * abs(value), "\(found.value) instead of \(value)")
    let gradient = try Difference(
      "diversity", #require(found.gradients["a"]), fixture.tensor("diversity/gradient"))
    #expect(gradient.relative <= 1e-5, "\(gradient)")
  }

  /// Pictures that excite other channels have nothing in common; equal ones are as alike as can be.
  @Test func diversityByHand() throws {
    let apart = try Tensor([1, 1, 0, 0, 0, 0, 2, 2] as [Float], shape: [2, 2, 1, 2])
    #expect(try Diversity("a", pictures: 2).value(of: ["a": apart]).item() == 0)
    let alike = try Tensor([1, 1, 0, 0, 3, 3, 0, 0] as [Float], shape: [2, 2, 1, 2])
    #expect(abs(try Diversity("a", pictures: 2).value(of: ["a": alike]).item() + 2) < 1e-5)
    let silent = try Tensor.zeros([2, 2, 1, 2])
    #expect(try Diversity("a", pictures: 2).value(of: ["a": silent]).item() == 0)
  }
}
