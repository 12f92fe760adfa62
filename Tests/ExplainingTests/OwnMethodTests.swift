import Explaining
import Imaging
import Networks
import Testing
import TestSupport
import Torch

/// A method from outside of the module explains as the module's own do.
@Suite struct OwnMethodTests {
  @Test func aMethodFromOutsideExplains() throws {
    let graph = try Architecture(network: "vgg11_bn", head: .pooled, classes: 10).graph
    var settings = ExplanationSettings()
    settings.smooth.seed = 7
    let explainer = try Explainer(
      architecture: graph, weights: Formula.weights(of: graph), normalization: .none, side: 48,
      settings: settings)
    let squaredGradient = ExplanationMethod("squared-gradient", title: "Squared gradient") {
      request, progress in
      let gradient = try request.scores.gradients(of: request.target, to: request.picture)
      try progress(1)
      return Attribution(
        try gradient.squared(), .magnitude,
        settings: [NamedValue("seed", "\(request.explainer.settings.smooth.seed)")], warnings: ["square"])
    }
    let image = try explainer.classify(
      Image(width: 64, height: 48, bytes: (0..<64 * 48 * 3).map { UInt8(truncatingIfNeeded: $0 * 7) }))
    var shares: [Double] = []
    let found = try explainer.explanation(of: 3, in: image, by: squaredGradient) { shares.append($0) }
    let gradient = try explainer.explanation(of: 3, in: image, by: .saliency).values
    #expect(try found.values.elements(Float.self) == gradient.squared().elements(Float.self))
    #expect(found.method == squaredGradient && !ExplanationMethod.allCases.contains(squaredGradient))
    #expect(found.settings == [NamedValue("seed", "7")] && found.warnings == ["square"] && shares == [1])
    #expect(try found.map.shape == [1, 1, 48, 64] && found.map.maximum().item() == 1 && !found.isSigned)
  }

  @Test func namesAndTitlesAreUnique() throws {
    let all = ExplanationMethod.allCases
    #expect(Set(all.map(\.name)).count == all.count && Set(all.map(\.title)).count == all.count)
    for method in all { #expect(try ExplanationMethod(named: method.name.uppercased()) == method) }
  }
}
