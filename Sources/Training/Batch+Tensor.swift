import Datasets
import Networks
import Torch

extension Batch {
  /// The pictures as a network wants them: float32 `[N, 3, side, side]`, channels-last in memory.
  func pictures(_ normalization: Normalization) throws(TorchError) -> Tensor {
    let bytes = try Tensor(pixels, shape: [labels.count, side, side, 3]).permuted([0, 3, 1, 2])
    return try normalization.normalize(bytes.to(.float32) * (1 / 255))
  }

  /// The classes as int64 `[N]`.
  func target() throws(TorchError) -> Tensor {
    try Tensor(labels.map(Int64.init), shape: [labels.count])
  }
}
