internal import Foundation
internal import Torch

extension Explainer {
  /// What a method says of the score of class `target` in a photo.
  ///
  /// - Parameter progress: Gets the share that is done, 0…1, and may throw to stop.
  /// - Throws: ``ExplainError/classIndex(_:count:)``, ``ExplainError/setting(_:takes:got:)``; `TorchError`; what `progress`
  ///   throws.
  public func explanation(
    of target: Int, in sight: Sight, by method: Method, progress: (Double) throws -> Void = { _ in }
  ) throws -> Explanation {
    guard sight.probabilities.indices.contains(target) else {
      throw ExplainError.classIndex(target, count: sight.probabilities.count)
    }
    let answer = try answer(method, target, sight.picture, progress)
    return Explanation(
      method: method, classIndex: target, probability: Double(sight.probabilities[target]),
      values: answer.values, map: try answer.scale(answer.values), isSigned: answer.scale.isSigned,
      settings: answer.settings, findings: answer.findings, warnings: answer.warnings)
  }

  /// What a method gives before it is made fit for eyes.
  private struct Answer {
    let values: Tensor
    let scale: MapScale
    var settings: [Fact] = []
    var findings: [Fact] = []
    var warnings: [String] = []
  }

  private func answer(
    _ method: Method, _ target: Int, _ picture: Tensor, _ progress: (Double) throws -> Void
  ) throws -> Answer {
    switch method {
    case .gradient(let method):
      let values = try method.attributions(of: target, to: picture, scores)
      return Answer(values: values, scale: method.hasSign ? .signed : .magnitude)
    case .smoothGradient:
      let smooth = settings.smooth
      return Answer(
        values: try smooth.attribution(of: target, to: picture, scores, progress: progress),
        scale: smooth.method.hasSign ? .signed : .magnitude, settings: smooth.facts)
    case .integratedGradients: return try integratedGradients(target, picture, progress)
    case .activation(let method):
      let response = try scores.response(at: layer, of: target, to: picture)
      return classActivation(try method.map(of: response))
    case .scoreCAM:
      return classActivation(
        try ScoreCAM().map(of: target, at: layer, to: picture, scores, progress: progress))
    case .ablationCAM:
      return classActivation(
        try AblationCAM().map(of: target, at: layer, to: picture, scores, progress: progress))
    case .guidedGradCAM:
      let map = try ActivationMethod.gradCAM.map(of: scores.response(at: layer, of: target, to: picture))
      let places = try map.resized(height: picture.shape[2], width: picture.shape[3], antialias: false)
      let edges = try GradientMethod.guidedBackpropagation.attributions(of: target, to: picture, scores)
      return Answer(values: try edges * places, scale: .magnitude, settings: layerFacts(map))
    }
  }

  private func integratedGradients(
    _ target: Int, _ picture: Tensor, _ progress: (Double) throws -> Void
  ) throws -> Answer {
    let nothing = try settings.baseline.picture(picture.shape, normalization)
    let result = try settings.integrated.attribution(
      of: target, to: picture, baseline: nothing, scores, progress: progress)
    let gap = Fact(
      "completeness gap",
      String(format: "%.3g of %.3g", result.completenessGap, result.difference))
    let isRough = abs(result.completenessGap) > 0.05 * abs(result.difference)
    return Answer(
      values: result.values, scale: .signed,
      settings: [
        Fact("steps", "\(settings.integrated.steps)"), Fact("baseline", settings.baseline.rawValue),
      ],
      findings: [gap],
      warnings: isRough
        ? ["Integrated Gradients misses more than 5 % of the score's difference: take more steps"] : [])
  }

  private func classActivation(_ map: Tensor) -> Answer {
    Answer(values: map, scale: .largest, settings: layerFacts(map))
  }

  private func layerFacts(_ map: Tensor) -> [Fact] {
    [Fact("layer", layer), Fact("positions", "\(map.shape[3])×\(map.shape[2])")]
  }
}

extension SmoothGradient {
  fileprivate var facts: [Fact] {
    [
      Fact("of", method.rawValue), Fact("samples", "\(samples)"),
      Fact("noise", String(format: "%g %% of the picture's range", 100 * noise)), Fact("seed", "\(seed)"),
    ]
  }
}
