public import Torch

/// The channels of a layer, weighted by the share of the score that is lost without each of them (Ramaswamy & Desai,
/// "Ablation-CAM: Visual Explanations for Deep Convolutional Network via Gradient-free Localization", 2020).
public enum AblationCAM {
  /// The map `[1, 1, h, w]` of the positions of `layer` for class `target` of a picture `[1, 3, H, W]`, from 0.
  ///
  /// - Parameter progress: Gets the share that is done, 0…1, and may throw to stop.
  /// - Throws: `ExplainError`, `TorchError`.
  public static func map(
    of target: Int, at layer: String, to picture: Tensor, _ scores: ClassScores,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> Tensor {
    let activation = try scores.response(at: layer, of: target, to: picture).activation
    let count = activation.shape[1]
    let energy = try activation.magnitude().sum([0, 2, 3]).elements(Float.self)
    let active = energy.indices.filter { energy[$0] > 0 }
    func answers(_ activations: Tensor) throws -> [Float] {
      try scores(picture, replacing: layer, by: activations).narrowed(1, target..<target + 1).elements()
    }
    let whole = try answers(activation)[0]
    var weights = [Float](repeating: 0, count: count)
    for batch in scores.batches(of: active.count, like: picture) {
      let part = Array(active[batch])
      var kept = [Float](repeating: 1, count: part.count * count)
      for (row, channel) in part.enumerated() { kept[row * count + channel] = 0 }
      let without = try activation * Tensor(kept, shape: [part.count, count, 1, 1])
      for (channel, answer) in zip(part, try answers(without)) { weights[channel] = (whole - answer) / whole }
      try progress(Double(batch.upperBound) / Double(active.count))
    }
    return try weighted(activation, by: Tensor(weights, shape: [1, count, 1, 1])).relu()
  }
}

extension ExplanationMethod {
  /// From the scores without each of a layer's channels, by ``AblationCAM``.
  public static let ablationCAM = ExplanationMethod("ablation-cam", title: "Ablation-CAM") {
    request, progress in
    let map = try AblationCAM.map(
      of: request.target, at: request.explainer.layer, to: request.picture, request.scores,
      progress: progress)
    return Attribution(map, .largest, settings: request.layerSettings(map))
  }
}
