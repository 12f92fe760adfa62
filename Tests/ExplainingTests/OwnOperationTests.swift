import Networks
import TestSupport
import Testing
import Torch

@testable import Explaining

/// Explanations through an operation that is defined outside of the sources.
@Suite struct OwnOperationTests {
  @Test(arguments: GradientMethod.allCases) func gradientsAreLibtorchs(_ method: GradientMethod) throws {
    let graph = SiLU.network
    let weights = try Formula.weights(of: graph)
    let pictures = try Formula.input(height: 24, width: 32)
    let found = try method.attributions(
      of: 3, to: pictures, ClassScores(architecture: graph, weights: weights))
    let reference = try ClassScores(architecture: graph) { graph, taps in
      try ReferenceNetwork(graph, taps: taps, weights: weights)
    }
    let difference = try Difference(
      method.rawValue, found, method.attributions(of: 3, to: pictures, reference))
    #expect(difference.relative <= 1e-4, "\(difference)")
  }

  @Test func activationsAndTheirGradientsAreLibtorchs() throws {
    let graph = SiLU.network
    let weights = try Formula.weights(of: graph)
    let picture = try Formula.input(height: 24, width: 32)
    let found = try ClassScores(architecture: graph, weights: weights, layers: ["silu1"])
      .response(at: "silu1", of: 2, to: picture)
    let expected = try ClassScores(architecture: graph, layers: ["silu1"]) { graph, taps in
      try ReferenceNetwork(graph, taps: taps, weights: weights)
    }.response(at: "silu1", of: 2, to: picture)
    #expect(try Difference("activation", found.activation, expected.activation).relative <= 1e-5)
    #expect(try Difference("gradient", found.gradient, expected.gradient).relative <= 1e-4)
  }
}
