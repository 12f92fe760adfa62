import Foundation
internal import Torch

/// The pictures and the wanted answers of one step.
struct TrainingBatch {
  /// Normalised pictures `[N, 3, S, S]`.
  let pictures: Tensor
  /// Classes `[N]` (int64), or probabilities `[N, classes]` after mixup.
  let target: Tensor
}

/// Blends each picture with another of the batch, and their answers alike (Zhang et al., "mixup", 2018).
struct Mixup {
  let alpha: Double
  let classes: Int

  func callAsFunction(_ pictures: Tensor, labels: [Int], random: inout SplitMix64) throws(TorchError)
    -> TrainingBatch
  {
    let share = max(Self.symmetricBeta(alpha, using: &random), 0.5)
    let blended = try pictures * share + pictures.flipped(0) * (1 - share)
    var target = [Float](repeating: 0, count: labels.count * classes)
    for (row, (label, other)) in zip(labels, labels.reversed()).enumerated() {
      target[row * classes + label] += Float(share)
      target[row * classes + other] += Float(1 - share)
    }
    return TrainingBatch(pictures: blended, target: try Tensor(target, shape: [labels.count, classes]))
  }

  /// A number from Beta(α, α) for 0 < α ≤ 1 (Jöhnk 1964).
  static func symmetricBeta(_ alpha: Double, using random: inout SplitMix64) -> Double {
    while true {
      let x = pow(Double.random(in: 0..<1, using: &random), 1 / alpha)
      let y = pow(Double.random(in: 0..<1, using: &random), 1 / alpha)
      if x + y > 0, x + y <= 1 { return x / (x + y) }
    }
  }
}
