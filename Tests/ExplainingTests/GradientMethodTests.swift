import Networks
import Testing
import TestSupport
import Torch

@testable import Explaining

@Suite(.serialized) struct GradientMethodTests {
  private func network() throws -> (graph: Graph, weights: [String: Tensor]) {
    let graph = try Architecture(network: "vgg11_bn", head: .pooled, classes: 10).graph
    return (graph, try Formula.weights(of: graph))
  }

  private func pictures() throws -> Tensor {
    let one = try Formula.input(height: 40, width: 56)
    return try .concatenated([one, one.flipped(3) * 0.5], along: 0)
  }

  /// Pictures of three channels and 2×2 pixels, and two classes.
  private func linear() throws -> (scores: ClassScores, weight: Tensor) {
    let graph = Graph(
      layers: [
        Layer(name: "flatten", operation: Flatten(), inputs: [Layer.input]),
        Layer(name: "fc", operation: Linear(inputs: 12, outputs: 2), inputs: ["flatten"], key: "fc"),
      ], initialization: .pytorch)
    let weights = try Formula.weights(of: graph)
    let weight = try #require(weights["fc.weight"]).narrowed(0, 1..<2).reshaped([1, 3, 2, 2])
    return (try ClassScores(architecture: graph, weights: weights), weight)
  }

  /// Every rule in a batch: the frozen network against libtorch's own differentiation with the executor's modes.
  @Test(arguments: GradientMethod.allCases) func frozenIsAsTheReference(_ method: GradientMethod) throws {
    let (graph, weights) = try network()
    let fast = try ClassScores(architecture: graph, weights: weights)
    let slow = try ClassScores(architecture: graph) { graph, taps in
      try ReferenceNetwork(graph, taps: taps, weights: weights)
    }
    let found = try method.attributions(of: 3, to: pictures(), fast)
    let expected = try method.attributions(of: 3, to: pictures(), slow)
    let difference = try Difference(method.rawValue, found, expected)
    #expect(difference.relative <= 1e-4, "\(difference)")
  }

  /// What guided backpropagation and deconvolution let through differs from the gradient, and from each other.
  @Test func rulesDiffer() throws {
    let (graph, weights) = try network()
    let scores = try ClassScores(architecture: graph, weights: weights)
    let picture = try pictures()
    let exact = try scores.gradients(of: 3, to: picture)
    let guided = try scores.gradients(of: 3, to: picture, rule: .guided)
    let deconvolved = try scores.gradients(of: 3, to: picture, rule: .deconvolution)
    for (one, other) in [(exact, guided), (exact, deconvolved), (guided, deconvolved)] {
      #expect(try Difference("rules", one, other).cosine < 0.99)
    }
  }

  @Test func integratedGradientsOfALinearModel() throws {
    let (scores, weight) = try linear()
    let picture = try Formula.tensor("picture", [1, 3, 2, 2], scale: 1)
    let baseline = try Formula.tensor("baseline", [1, 3, 2, 2], scale: 1)
    let result = try IntegratedGradients().attribution(of: 1, to: picture, baseline: baseline, scores)
    let difference = try Difference("w·(x − baseline)", result.values, weight * (picture - baseline))
    #expect(difference.relative < 1e-5, "\(difference)")
    #expect(abs(result.completenessGap) < 1e-5)
  }

  @Test(arguments: ["vgg11_bn", "resnet18"]) func integratedGradientsAreComplete(_ name: String) throws {
    let graph = try Architecture(
      network: name, head: name == "resnet18" ? .standard : .pooled, classes: 10
    ).graph
    let scores = try ClassScores(architecture: graph, weights: Formula.weights(of: graph))
    let picture = try Formula.input(height: 40, width: 40)
    let baseline = try Tensor.zeros(picture.shape)
    var method = IntegratedGradients()
    method.steps = 200
    let result = try method.attribution(of: 3, to: picture, baseline: baseline, scores)
    let ends = try scores(.concatenated([picture, baseline], along: 0)).elements(Float.self)
    let whole = Double(abs(ends[3] - ends[13]))
    #expect(abs(result.completenessGap) < 0.02 * whole, "\(result.completenessGap) of \(whole)")
  }

  @Test func smoothGradWithoutNoiseIsSaliency() throws {
    let (graph, weights) = try network()
    let scores = try ClassScores(architecture: graph, weights: weights)
    let picture = try Formula.input(height: 40, width: 56)
    var smooth = SmoothGradient()
    (smooth.samples, smooth.noise) = (9, 0)
    let found = try smooth.attribution(of: 2, to: picture, scores)
    let expected = try GradientMethod.saliency.attributions(of: 2, to: picture, scores)
    #expect(try Difference("σ = 0", found, expected).relative < 1e-5)
  }

  @Test func whatCannotBeExplainedIsOneLine() throws {
    let headless = try Architecture(network: "vgg11", head: .absent, classes: 0).graph
    #expect(throws: ExplainError.noClasses) {
      try ClassScores(architecture: headless, weights: Formula.weights(of: headless))
    }
    let (graph, weights) = try network()
    let scores = try ClassScores(architecture: graph, weights: weights)
    let small = try Tensor.zeros([1, 3, 16, 16])
    #expect(throws: ExplainError.self) { try scores(small) }
    #expect(throws: ExplainError.classIndex(10, count: 10)) { try scores.gradients(of: 10, to: pictures()) }
    let mixed = ExplainError.mixedSizes([3, 40, 56], [3, 16, 16])
    #expect(throws: mixed) {
      try ClassScores.batch([Formula.input(height: 40, width: 56), small])
    }
    #expect(
      mixed.description
        == "the pictures have several sizes, as 56×40 and 16×16; explain those of one size together")
  }
}
