public import Torch

/// The channels of a layer, weighted by the softmax of the scores that the picture has where each of them is active (Wang et
/// al., "Score-CAM: Score-Weighted Visual Explanations for Convolutional Neural Networks", 2020).
public enum ScoreCAM {
  /// The map `[1, 1, h, w]` of the positions of `layer` for class `target` of a picture `[1, 3, H, W]`, from 0.
  ///
  /// - Parameter progress: Gets the share that is done, 0…1, and may throw to stop.
  /// - Throws: `ExplainError`, `TorchError`.
  public static func map(
    of target: Int, at layer: String, to picture: Tensor, _ scores: ClassScores,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> Tensor {
    let activation = try scores.response(at: layer, of: target, to: picture).activation
    let channels = try activation.permuted([1, 0, 2, 3]).contiguous()
    let varying = try varying(channels)
    let enlargement = try CornerAlignedEnlargement(
      from: Array(activation.shape.suffix(2)), to: Array(picture.shape.suffix(2)))
    // A channel that is the same everywhere masks everything: they all have the score of nothing.
    let nothing = try scores.scores(of: target, Tensor.zeros(picture.shape))[0]
    var found = [Double](repeating: nothing, count: channels.shape[0])
    for batch in scores.batches(of: varying.count, like: picture) {
      let part = varying[batch]
      let places = try Tensor(part.map(Int64.init), shape: [part.count])
      let masks = try fromZeroToOne(enlargement(channels.selecting(places, along: 0)))
      for (channel, score) in zip(part, try scores.scores(of: target, masks * picture)) {
        found[channel] = score
      }
      try progress(Double(batch.upperBound) / Double(varying.count))
    }
    let weights = try Tensor(found, shape: [1, found.count]).softmax(along: 1).to(.float32)
    return try weighted(activation, by: weights.reshaped([1, -1, 1, 1])).relu()
  }

  /// The channels `[C, 1, h, w]` that differ from place to place.
  private static func varying(_ channels: Tensor) throws(TorchError) -> [Int] {
    let spread = try channels.standardDeviation([1, 2, 3]).elements(Float.self)
    return spread.indices.filter { spread[$0] > 0 }
  }

  private static func fromZeroToOne(_ maps: Tensor) throws(TorchError) -> Tensor {
    let flat = try maps.reshaped([maps.shape[0], -1])
    let high = try flat.largest(1).values.reshaped([-1, 1, 1, 1])
    let low = try (flat * -1).largest(1).values.reshaped([-1, 1, 1, 1]) * -1
    return try (maps - low) / (high - low + 1e-8)
  }
}

/// Bilinear enlargement that keeps the corners where they are (PyTorch's `align_corners`), as Score-CAM's code does it.
private struct CornerAlignedEnlargement {
  private let rows: Tensor
  private let columns: Tensor

  init(from small: [Int], to large: [Int]) throws(TorchError) {
    rows = try Self.matrix(from: small[0], to: large[0])
    columns = try Self.matrix(from: small[1], to: large[1]).permuted([1, 0]).contiguous()
  }

  func callAsFunction(_ maps: Tensor) throws(TorchError) -> Tensor {
    try rows.matrixProduct(maps).matrixProduct(columns)
  }

  /// The weights `[large, small]` of the old places in each new one.
  private static func matrix(from small: Int, to large: Int) throws(TorchError) -> Tensor {
    var weights = [Float](repeating: 0, count: large * small)
    for place in 0..<large {
      let position = large > 1 ? Double(place * (small - 1)) / Double(large - 1) : 0
      let below = min(Int(position), small - 1)
      let above = min(below + 1, small - 1)
      let share = Float(position - Double(below))
      weights[place * small + below] += 1 - share
      weights[place * small + above] += share
    }
    return try Tensor(weights, shape: [large, small])
  }
}

extension ExplanationMethod {
  /// From the scores of the picture seen through a layer's channels, by ``ScoreCAM``.
  public static let scoreCAM = ExplanationMethod("score-cam", title: "Score-CAM") { request, progress in
    let map = try ScoreCAM.map(
      of: request.target, at: request.explainer.layer, to: request.picture, request.scores,
      progress: progress)
    return Attribution(map, .largest, settings: request.layerSettings(map))
  }
}
