import Checkpoints
import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Explaining

@Suite(.serialized) struct WeightRandomizationTests {
  /// On the default model and a photo: random weights in the last three layers change saliency beyond recognition, and
  /// guided backpropagation hardly at all.
  @Test func guidedBackpropagationHardlyNoticesRandomWeights() throws {
    let model = try Model.builtIn
    let repository = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
    let photo = try Image(contentsOf: repository.appendingPathComponent("Examples/raccoon.jpg"))
    let picture = try model.metadata.normalization.normalize(
      photo.tensor().resized(height: 88, width: 88, antialias: true))
    func scores(_ weights: [String: Tensor]) throws -> ClassScores {
      try ClassScores(architecture: model.graph, weights: weights)
    }
    let target = try Int(scores(model.weights)(picture).indexOfMaximum(along: 1).item())
    var check = WeightRandomization()
    check.depth = 3
    func rows(_ method: GradientMethod) throws -> [WeightRandomization.Row] {
      try check.rows(architecture: model.graph, weights: model.weights) { weights in
        try method.attributions(of: target, to: picture, scores(weights)).sum([1], keepingDimensions: true)
      }
    }
    let (saliency, guided) = (try rows(.saliency), try rows(.guidedBackpropagation))
    #expect(saliency.map(\.layer) == ["fc", "conv5_3", "conv5_2"])
    #expect(saliency.allSatisfy { $0.rankCorrelation < 0.6 && $0.structuralSimilarity < 0.5 }, "\(saliency)")
    #expect(guided.allSatisfy { $0.rankCorrelation > 0.85 && $0.structuralSimilarity > 0.85 }, "\(guided)")
  }

  private func small() throws -> (graph: Graph, weights: [String: Tensor]) {
    let graph = try Architecture(network: "resnet18", classes: 10).graph
    return (graph, try Formula.weights(of: graph))
  }

  @Test func layersComeFromTheHeadDownWithTheirBatchNorms() throws {
    let (graph, weights) = try small()
    var check = WeightRandomization()
    check.depth = 3
    #expect(check.layers(of: graph) == ["fc", "layer4.1.conv2", "layer4.1.conv1"])
    let fresh = try graph.initialWeights(generator: Generator(seed: 0))
    var seen: [[String]] = []
    let rows = try check.rows(architecture: graph, weights: weights) { given in
      seen.append(
        try graph.parameters.filter { $0.role != .batchCount }.map(\.key).filter { key in
          let (now, before) = (try #require(given[key]), try #require(weights[key]))
          let isFresh = try (now - #require(fresh[key])).magnitude().maximum().item() == 0
          #expect(try isFresh || (now - before).magnitude().maximum().item() == 0)
          return isFresh
        })
      return try .ones([1, 1, 11, 11])
    }
    #expect(rows.map(\.layer) == check.layers(of: graph))
    #expect(seen.map(\.count) == [0, 2, 7, 12])
    #expect(seen[1] == ["fc.weight", "fc.bias"])
    #expect(Set(seen[2]).subtracting(seen[1]) == norm("layer4.1.bn2").union(["layer4.1.conv2.weight"]))
    check.depth = nil
    #expect(check.layers(of: graph).count == 21 && check.layers(of: graph).last == "conv1")
  }

  private func norm(_ name: String) -> Set<String> {
    Set(["weight", "bias", "running_mean", "running_var"].map { "\(name).\($0)" })
  }

  /// A method that does not look at the network stays, one that is noise loses all; the same seed gives the same rows.
  @Test func theTwoEnds() throws {
    let (graph, weights) = try small()
    var check = WeightRandomization()
    check.depth = 2
    let blob = try ReferenceMap.centeredBlob.map(height: 32, width: 48)
    let still = try check.rows(architecture: graph, weights: weights) { _ in blob }
    #expect(still.allSatisfy { $0.rankCorrelation == 1 && abs($0.structuralSimilarity - 1) < 1e-12 })
    var seed: UInt64 = 0
    let noise = try check.rows(architecture: graph, weights: weights) { _ in
      seed += 1
      return try ReferenceMap.random(seed: seed).map(height: 32, width: 48)
    }
    #expect(noise.allSatisfy { abs($0.rankCorrelation) < 0.1 && $0.structuralSimilarity < 0.1 })
    let picture = try Formula.input(height: 32, width: 48)
    func rows() throws -> [WeightRandomization.Row] {
      try check.rows(architecture: graph, weights: weights) { weights in
        try GradientMethod.saliency.attributions(
          of: 1, to: picture, ClassScores(architecture: graph, weights: weights))
      }
    }
    #expect(try rows() == rows())
    check.depth = 0
    #expect(throws: ExplainError.setting("depth", takes: "a whole number from 1", got: "0")) { try rows() }
  }
}
