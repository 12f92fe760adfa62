import Networks
import Testing
import TestSupport
import Torch

@testable import Dreaming

/// What a dreamer makes of its options before any work.
@Suite struct DreamerTests {
  @Test func aliasesAndDoublesAreOneLayer() throws {
    let dreamer = try makeDreamer(quickOptions { $0.objective = energy("relu3", "conv2_1", "relu3_2") })
    #expect(dreamer.objective.layers == ["relu3_2", "conv2_1"])
    #expect(dreamer.graph.layers.last?.name == "relu3_2")
  }

  @Test func unknownLayerNamesTheNearest() throws {
    let graph = try Architecture(network: "vgg11_bn", classes: 10).graph
    let error = #expect(throws: DreamError.self) {
      _ = try Dreamer(
        architecture: graph, weights: [:], normalization: .imageNet,
        options: quickOptions { $0.objective = energy("rel3_2") })
    }
    guard case .network(.unknownLayer("rel3_2", let nearest)) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(nearest.first == "relu3_2")
  }

  @Test func missingWeightsAndLayers() throws {
    let graph = try Architecture(network: "vgg11_bn", classes: 10).graph
    func make(_ objective: Objective) throws {
      _ = try Dreamer(
        architecture: graph, weights: [:], normalization: .imageNet,
        options: quickOptions { $0.objective = objective })
    }
    #expect(throws: DreamError.network(.missingParameter(key: "features.0.weight", layer: "conv1_1"))) {
      try make(energy("relu1_1"))
    }
    #expect(throws: DreamError.noLayers) { try make(Objective()) }
  }

  @Test func optionsAreChecked() throws {
    #expect(throws: DreamError.self) { _ = try makeDreamer(quickOptions { $0.iterations = 0 }) }
  }

  @Test func weightsThatTrainAndHalfWeightsServe() throws {
    let graph = try Architecture(network: "vgg11_bn", classes: 10).graph
    var weights = try Formula.weights(of: graph.truncated(at: ["relu2_1"]))
    for (key, tensor) in weights where tensor.dtype == .float32 {
      weights[key] = try tensor.to(.float16)
      try weights[key]?.requireGradient()
    }
    let dreamer = try Dreamer(
      architecture: graph, weights: weights, normalization: .imageNet, options: quickOptions())
    let dream = try bytes(of: dreamer.dream(try smallPhoto()))
    #expect(dream.allSatisfy { (0...1).contains($0) })
  }
}
