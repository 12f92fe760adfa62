public import Datasets
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
