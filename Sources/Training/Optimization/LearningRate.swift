import Foundation

extension TrainingOptions {
  /// The learning rate of a step, counted from 0 over the whole run.
  public func learningRate(step: Int, stepsPerEpoch: Int) -> Double {
    let warmUp = warmUpEpochs * Double(stepsPerEpoch)
    let total = Double(totalEpochs * stepsPerEpoch)
    let position = Double(step)
    if position < warmUp { return learningRate * (position + 1) / max(warmUp, 1) }
    switch schedule {
    case .constant: return learningRate
    case .cosine:
      let progress = (position - warmUp) / max(total - warmUp, 1)
      return learningRate * (1 + cos(.pi * min(progress, 1))) / 2
    }
  }
}
