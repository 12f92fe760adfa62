public import Datasets
import Foundation
public import Networks
public import Torch

extension Batch {
  /// The pictures as a network wants them: float32 `[N, 3, side, side]`, channels-last in memory. They travel to the
  /// device as bytes.
  public func pictures(_ normalization: Normalization, on device: Device = .cpu) throws(TorchError) -> Tensor
  {
    try normalization.input(byteTensor(), on: device)
  }

  /// The classes as int64 `[N]`.
  func target(on device: Device) throws(TorchError) -> Tensor {
    try Tensor(labels.map(Int64.init), shape: [labels.count]).to(device)
  }
}

/// The pictures and the wanted answers of one step.
struct TrainingBatch {
  /// Normalized pictures `[N, 3, S, S]`.
  let pictures: Tensor
  /// Classes `[N]` (int64), or probabilities `[N, classes]` after mixup or CutMix.
  let target: Tensor

  init(pictures: Tensor, target: Tensor) {
    self.pictures = pictures
    self.target = target
  }

  /// A batch on `device`, mixed as the options say; with both kinds of mixing one of them is drawn.
  init(
    _ batch: Batch, _ options: TrainingOptions, classes: Int, device: Device, random: inout SplitMix64
  ) throws(TorchError) {
    let pictures = try batch.pictures(options.normalization, on: device)
    if options.cutmix > 0, options.mixup == 0 || random.next() & 1 == 1 {
      self = try CutMix(alpha: options.cutmix, classes: classes)(
        pictures, labels: batch.labels, random: &random)
    } else if options.mixup > 0 {
      self = try Mixup(alpha: options.mixup, classes: classes)(
        pictures, labels: batch.labels, random: &random)
    } else {
      self.init(pictures: pictures, target: try batch.target(on: device))
    }
  }
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
    let target = try mixedTarget(labels, classes: classes, share: share)
    return TrainingBatch(pictures: blended, target: try target.to(pictures.device))
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

/// Pastes a rectangle of another picture of the batch into each, and blends their answers by the areas (Yun et al.,
/// "CutMix", 2019).
struct CutMix {
  let alpha: Double
  let classes: Int

  func callAsFunction(_ pictures: Tensor, labels: [Int], random: inout SplitMix64) throws(TorchError)
    -> TrainingBatch
  {
    let (height, width) = (pictures.shape[2], pictures.shape[3])
    let half = (1 - Mixup.symmetricBeta(alpha, using: &random)).squareRoot() / 2
    func span(_ length: Int) -> Range<Int> {
      let middle = Int.random(in: 0..<length, using: &random)
      let reach = Int(half * Double(length))
      return max(middle - reach, 0)..<min(middle + reach, length)
    }
    let (rows, columns) = (span(height), span(width))
    let mixed = try pictures.clone()
    if !rows.isEmpty, !columns.isEmpty {
      try mixed.narrowed(2, rows).narrowed(3, columns)
        .copy(from: pictures.flipped(0).narrowed(2, rows).narrowed(3, columns))
    }
    let share = 1 - Double(rows.count * columns.count) / Double(height * width)
    let target = try mixedTarget(labels, classes: classes, share: share)
    return TrainingBatch(pictures: mixed, target: try target.to(pictures.device))
  }
}

/// Probabilities `[N, classes]`: `share` for each picture's own class, the rest for the class of its partner, which is the
/// picture at the same place from the batch's end.
private func mixedTarget(_ labels: [Int], classes: Int, share: Double) throws(TorchError) -> Tensor {
  var target = [Float](repeating: 0, count: labels.count * classes)
  for (row, (label, other)) in zip(labels, labels.reversed()).enumerated() {
    target[row * classes + label] += Float(share)
    target[row * classes + other] += Float(1 - share)
  }
  return try Tensor(target, shape: [labels.count, classes])
}
