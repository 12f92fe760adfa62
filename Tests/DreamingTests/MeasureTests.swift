import Foundation
import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Dreaming

@Suite struct MeasureTests {
  // MARK: Total variation

  @Test func totalVariationByHand() throws {
    let values = (0..<144).map { (index: Int) -> Float in (index / 8 + index) % 2 == 0 ? 0 : 1 }
    let board = try Tensor(values, shape: [1, 3, 6, 8])
    #expect(try totalVariation(of: board) == 2)
    #expect(try totalVariation(of: .full([1, 3, 6, 8], 0.3)) == 0)
    // Across: |1 − 0| and |0.5 − 1|, mean 0.75; there is no second row.
    let row = try Tensor([0, 1, 0.5, 0, 1, 0.5, 0, 1, 0.5] as [Float], shape: [1, 3, 1, 3])
    #expect(try totalVariation(of: row) == 0.75)
  }

  // MARK: Spectral slope

  @Test(arguments: [(192, 256), (201, 255)]) func whiteNoiseIsFlat(height: Int, width: Int) throws {
    let noise = try Generator(seed: 5).uniform([1, 3, height, width])
    #expect(abs(try #require(try spectralSlope(of: noise))) < 0.1)
  }

  /// Waves of every frequency with an amplitude of f^(−1), so a power of f^(−2).
  @Test(arguments: [1.0, 0.5]) func theSlopeIsThePowersExponent(exponent: Double) throws {
    let side = 64
    var random = SplitMix64(seed: 9)
    var values = [Double](repeating: 0, count: side * side)
    for v in -31...31 {
      for u in 0...31 where u > 0 || v > 0 {
        let amplitude = pow(Double(u * u + v * v).squareRoot(), -exponent)
        let phase = 2 * Double.pi * Double(random.unit())
        for y in 0..<side {
          for x in 0..<side {
            values[y * side + x] += amplitude * cos(2 * .pi * Double(u * x + v * y) / Double(side) + phase)
          }
        }
      }
    }
    let plane = try Tensor(values.map { Float(0.5 + 0.02 * $0) }, shape: [1, 1, side, side])
    let picture = try Tensor.concatenated([plane, plane, plane], along: 1)
    #expect(abs(try #require(try spectralSlope(of: picture)) + 2 * exponent) < 0.15)
  }

  @Test func noSlopeWithoutPowerOrRoom() throws {
    #expect(try spectralSlope(of: .full([1, 3, 64, 64], 0.7)) == nil)
    #expect(try spectralSlope(of: Generator(seed: 1).uniform([1, 3, 31, 64])) == nil)
  }

  // MARK: Classes

  @Test func classChangeByHand() throws {
    let change = ClassChange(photo: [0.7, 0.2, 0.1], dream: [0.1, 0.3, 0.6]) { ["owl", "fox", "bee"][$0] }
    #expect(change.photo.name == "owl" && change.dream.name == "bee")
    #expect(abs(change.photo.probability - 0.7) < 1e-6 && abs(change.dream.probability - 0.6) < 1e-6)
    #expect(abs(change.distance - 0.6) < 1e-6)
    let same = ClassChange(photo: [0.7, 0.3], dream: [0.7, 0.3]) { "\($0)" }
    #expect(same.distance == 0)
  }

  // MARK: The network's measures

  @Test func aPhotoIsNoDistanceFromItself() throws {
    let photo = try smallPhoto()
    let measures = try meter(photo).measures(of: photo)
    #expect(measures.activationGain == ["relu2_1": 1, "relu3_2": 1])
    #expect(measures.rootMeanSquareError == 0)
    #expect(measures.peakSignalToNoise == nil)
    #expect(abs(measures.featureDistance) < 1e-6)
    #expect(measures.totalVariation.photo == measures.totalVariation.dream)
    #expect(measures.spectralSlope?.photo == measures.spectralSlope?.dream)
    #expect(measures.meanActivationGain == 1)
  }

  @Test func pixelDistanceByHand() throws {
    let black = Image(width: 40, height: 40, bytes: Array(repeating: 0, count: 4800))
    let gray = Image(width: 40, height: 40, bytes: Array(repeating: 51, count: 4800))
    let measures = try meter(black).measures(of: gray)
    #expect(abs(measures.rootMeanSquareError - 0.2) < 1e-6)
    #expect(abs(try #require(measures.peakSignalToNoise) - 13.9794) < 1e-3)
    #expect(measures.spectralSlope == nil)
  }

  /// The gain and the distance of a dream, against activations that are computed here.
  @Test func gainAndFeatureDistanceAreThoseOfTheActivations() throws {
    let photo = try smallPhoto()
    let dreamer = try makeDreamer(quickOptions { $0.objective = Objective(.energy(layer: "relu3_2")) })
    let dream = try Image(dreamer.dream(photo))
    let measures = try meter(photo).measures(of: dream)
    let names = ["relu1_1", "relu2_1", "relu3_2", "relu4_2", "relu5_2"]
    let executor = try Executor(graph, weights: Formula.weights(of: graph))
    func activations(_ image: Image) throws -> [String: Tensor] {
      try executor.activations(of: Set(names), Normalization.imageNet.normalize(image.tensor()))
    }
    let (before, after) = (try activations(photo), try activations(dream))
    var distance = 0.0
    for name in names {
      let difference = try Difference(name, #require(after[name]), #require(before[name]))
      distance += (1 - difference.cosine) / 5
    }
    let gain =
      try #require(after["relu3_2"]).squared().mean().item()
      / #require(before["relu3_2"]).squared().mean().item()
    #expect(abs(measures.featureDistance - distance) < 1e-5)
    #expect(measures.featureDistance > 0.001)
    #expect(abs(try #require(measures.activationGain["relu3_2"]) / gain - 1) < 1e-4)
    #expect(gain > 1.2)
  }

  @Test func everyNetworkHasStages() throws {
    for name in Architecture.networks {
      let graph = try Architecture(network: name, classes: 3).graph
      for stage in graph.stages { #expect(throws: Never.self) { try graph.layer(stage) } }
      #expect(graph.stages.count == 5)
    }
  }

  private var graph: Graph {
    get throws { try Architecture(network: "vgg11_bn", head: .pooled, classes: 10).graph }
  }

  private func meter(_ photo: Image) throws -> DreamMetrics {
    try DreamMetrics(
      photo: photo, size: PixelSize(photo), architecture: graph, weights: Formula.weights(of: graph),
      normalization: .imageNet, layers: ["relu2", "relu3_2"])
  }
}
