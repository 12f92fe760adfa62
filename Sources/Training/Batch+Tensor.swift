public import Datasets
public import Networks
public import Torch

extension Batch {
  /// The pictures as a network wants them: float32 `[N, 3, side, side]`, channels-last in memory.
  public func pictures(_ normalization: Normalization) throws(TorchError) -> Tensor {
    try normalization.normalize(byteTensor().to(.float32) * (1 / 255))
  }

  /// The classes as int64 `[N]`.
  func target() throws(TorchError) -> Tensor {
    try Tensor(labels.map(Int64.init), shape: [labels.count])
  }
}
