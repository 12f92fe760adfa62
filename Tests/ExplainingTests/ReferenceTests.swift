import Checkpoints
import Networks
import Testing
import TestSupport
import Torch

@testable import Explaining

/// Attributions beside captum's and class activation maps beside grad-cam's; Tests/Fixtures/explanations.py is the other side.
///
/// The largest difference is 1e-4 of the largest value, maps after grad-cam's own normalization.
@Suite struct ReferenceTests {
  private let target = 3
  private let fixture: Safetensors

  init() throws { fixture = try Fixture.open("explanations") }

  private func explainer(_ network: String) throws -> Explainer {
    let graph = try Architecture(
      network: network, head: network == "resnet18" ? .standard : .pooled, classes: 10
    ).graph
    var settings = ExplanationSettings()
    (settings.integrated.steps, settings.baseline) = (50, .mean)
    (settings.smooth.samples, settings.smooth.seed) = (6, 5)
    return try Explainer(
      architecture: graph, weights: Formula.weights(of: graph), normalization: .imageNet,
      layer: network == "resnet18" ? "layer3" : "relu5_2", side: 48, settings: settings)
  }

  private func explanation(_ method: ExplanationMethod, _ network: String) throws -> Explanation {
    let explainer = try explainer(network)
    let picture = try Formula.input(height: 48, width: 64)
    let classified = ClassifiedImage(
      picture: picture, scores: try explainer.scores(picture).elements(),
      probabilities: [Float](repeating: 0.1, count: 10))
    return try explainer.explanation(of: target, in: classified, by: method)
  }

  @Test(arguments: [
    "saliency", "input-x-gradient", "smoothgrad", "guided-backpropagation", "deconvolution",
    "guided-grad-cam",
  ])
  func attributionsAreCaptums(name: String) throws {
    let found = try explanation(ExplanationMethod(named: name), "vgg11_bn").values
    let difference = try Difference(name, found, fixture.tensor("vgg11_bn/\(name)"))
    #expect(difference.relative <= 1e-4, "\(difference)")
  }

  /// On libtorch's own network to 1e-4. The folded one rounds otherwise: on the way from the baseline a ReLU here and there
  /// opens a step earlier or later, as in PyTorch itself when only the layout in memory changes (1.5e-3).
  @Test func integratedGradientsAreCaptums() throws {
    let explainer = try explainer("vgg11_bn")
    let graph = try Architecture(network: "vgg11_bn", head: .pooled, classes: 10).graph
    let slow = try ClassScores(architecture: graph) { graph, taps in
      try ReferenceNetwork(graph, taps: taps, weights: Formula.weights(of: graph))
    }
    let picture = try Formula.input(height: 48, width: 64)
    for (scores, limit) in [(slow, 1e-4), (explainer.scores, 2e-3)] {
      let result = try explainer.settings.integrated.attribution(
        of: target, to: picture, baseline: Tensor.zeros(picture.shape), scores)
      let difference = try Difference(
        "integrated gradients", result.values, fixture.tensor("vgg11_bn/integrated-gradients"))
      #expect(difference.relative <= limit && difference.cosine > 0.999999, "\(difference)")
    }
  }

  @Test(arguments: ["integrated-gradients", "guided-backpropagation"])
  func attributionsOfResidualNetworksAreCaptums(name: String) throws {
    let found = try explanation(ExplanationMethod(named: name), "resnet18").values
    let difference = try Difference(name, found, fixture.tensor("resnet18/\(name)"))
    #expect(difference.relative <= 1e-4, "\(difference)")
  }

  @Test(
    arguments: [
      "grad-cam", "grad-cam++", "layercam", "hirescam", "xgrad-cam", "score-cam", "ablation-cam", "eigencam",
    ], ["vgg11_bn", "resnet18"])
  func mapsAreThoseOfGradCAM(name: String, network: String) throws {
    let values = try explanation(ExplanationMethod(named: name), network).values
    let enlarged = try scaled(values).resized(height: 48, width: 64, antialias: false)
    let difference = try Difference(
      "\(network) \(name)", scaled(enlarged), fixture.tensor("\(network)/\(name)"))
    #expect(difference.relative <= 1e-4, "\(difference)")
  }

  /// As grad-cam does it: from the smallest to the largest.
  private func scaled(_ map: Tensor) throws -> Tensor {
    let raised = try map - map.minimum().item()
    return try (raised * (1 / (1e-7 + raised.maximum().item()))).reshaped([1, 1] + map.shape.suffix(2))
  }
}
