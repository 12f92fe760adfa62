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
        try ScoreCAM.map(of: target, at: layer, to: picture, scores, progress: progress))
    case .ablationCAM:
      return classActivation(
        try AblationCAM.map(of: target, at: layer, to: picture, scores, progress: progress))
    case .guidedGradCAM:
      let map = try ActivationMethod.gradCAM.map(of: scores.response(at: layer, of: target, to: picture))
      let places = try map.resized(height: picture.shape[2], width: picture.shape[3], antialias: false)
      let edges = try GradientMethod.guidedBackpropagation.attributions(of: target, to: picture, scores)
      return Answer(values: try edges * places, scale: .magnitude, settings: layerFacts(map))
    case .occlusion: return try occlusion(target, picture, progress)
    case .rise:
      let rise = settings.rise
      return Answer(
        values: try rise.attribution(of: target, to: picture, scores, progress: progress), scale: .range,
        settings: rise.facts)
    case .lime: return try lime(target, picture, progress)
    }
  }

  private func integratedGradients(
    _ target: Int, _ picture: Tensor, _ progress: (Double) throws -> Void
  ) throws -> Answer {
    let baseline = settings.baseline ?? .black
    let nothing = try baseline.picture(picture.shape, normalization)
    let result = try settings.integrated.attribution(
      of: target, to: picture, baseline: nothing, scores, progress: progress)
    let gap = Fact(
      "completeness gap",
      String(format: "%.3g of %.3g", result.completenessGap, result.difference))
    let isRough = abs(result.completenessGap) > 0.05 * abs(result.difference)
    return Answer(
      values: result.values, scale: .signed,
      settings: [
        Fact("steps", "\(settings.integrated.steps)"), Fact("baseline", baseline.rawValue),
      ],
      findings: [gap],
      warnings: isRough
        ? ["Integrated Gradients misses more than 5 % of the score's difference: take more steps"] : [])
  }

  private func occlusion(
    _ target: Int, _ picture: Tensor, _ progress: (Double) throws -> Void
  ) throws -> Answer {
    let occlusion = settings.occlusion.settled(height: picture.shape[2], width: picture.shape[3])
    let baseline = settings.baseline ?? .mean
    let values = try occlusion.attribution(
      of: target, to: picture, baseline: baseline.picture(picture.shape, normalization), scores,
      progress: progress)
    return Answer(
      values: values, scale: .signed,
      settings: [
        Fact("window", "\(occlusion.window ?? 0) pixels"), Fact("stride", "\(occlusion.stride ?? 0)"),
        Fact("baseline", baseline.rawValue),
      ])
  }

  private func lime(
    _ target: Int, _ picture: Tensor, _ progress: (Double) throws -> Void
  ) throws -> Answer {
    let lime = settings.lime
    let result = try lime.attribution(
      of: target, to: picture, normalization: normalization, scores, progress: progress)
    let score = String(format: "%.2f", result.fit.score)
    return Answer(
      values: result.values, scale: .signed,
      settings: lime.facts + [Fact("segments", "\(result.segments.count)")],
      findings: [Fact("R²", score)],
      warnings: result.fit.isReliable
        ? [] : ["LIME's linear model follows the network badly here (R² \(score)): do not lean on it"])
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

extension RISE {
  fileprivate var facts: [Fact] {
    [
      Fact("of", "the probability"), Fact("masks", "\(masks)"), Fact("grid", "\(grid)×\(grid)"),
      Fact("shown", String(format: "%g", shown)), Fact("seed", "\(seed)"),
    ]
  }
}

extension LIME {
  fileprivate var facts: [Fact] {
    [
      Fact("of", "the probability"), Fact("samples", "\(samples)"),
      Fact("kernel width", String(format: "%g", kernelWidth)), Fact("ridge", String(format: "%g", ridge)),
      Fact("segmentation", segmentation.name), Fact("seed", "\(seed)"),
    ]
  }
}

extension Segmentation {
  fileprivate var name: String {
    switch self {
    case .quickshift: "quickshift"
    case .slic: "SLIC"
    }
  }
}
