internal import Torch

/// A moving average of weights and batch statistics: what is tested and kept when it is on (Polyak & Juditsky 1992).
struct MovingAverage {
  let decay: Double
  /// The averages, float32, by key.
  let tensors: [String: Tensor]

  /// Starts from `weights`, or goes on from `saved`.
  init(decay: Double, of weights: [String: Tensor], saved: [String: Tensor] = [:]) throws {
    self.decay = decay
    var tensors: [String: Tensor] = [:]
    for (key, tensor) in weights where tensor.dtype == .float32 {
      tensors[key] = try (saved[key]?.to(tensor.device) ?? tensor.detached()).clone()
    }
    self.tensors = tensors
  }

  /// Takes in the weights after step `step`, counted from 0. The first steps count more: (1 + t) / (10 + t).
  func update(from weights: [String: Tensor], step: Int) throws(TorchError) {
    let kept = min(decay, Double(1 + step) / Double(10 + step))
    for (key, average) in tensors {
      if let tensor = weights[key] { try average.interpolate(towards: tensor, weight: 1 - kept) }
    }
  }
}
