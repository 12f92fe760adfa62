internal import Torch

/// The projection `[1, 1, h, w]` of each position's channels on their first principal component over the positions, by the
/// power method; the larger extreme is positive. All 0 where every position is alike.
func principalComponent(of channels: Tensor) throws(TorchError) -> Tensor {
  let (count, height, width) = (channels.shape[1], channels.shape[2], channels.shape[3])
  let matrix = try channels.to(.float64).reshaped([count, height * width])
  let centred = try matrix - matrix.mean([1], keepingDimensions: true)
  let transposed = try centred.permuted([1, 0]).contiguous()
  // The channel that varies most is no stranger to the component that does.
  let loudest = try centred.squared().sum([1]).indexOfMaximum(along: 0).reshaped([1])
  var projection = try centred.selecting(loudest, along: 0).reshaped([-1, 1])
  var length = try projection.squared().sum().squareRoot().item()
  for _ in 0..<mostRounds {
    guard length > 0 else { break }
    let before = try projection * (1 / length)
    projection = try transposed.matrixProduct(centred.matrixProduct(before))
    length = try projection.squared().sum().squareRoot().item()
    let change = try (projection * (1 / max(length, .leastNormalMagnitude)) - before).magnitude().maximum()
    if try change.item() < 1e-9 { break }
  }
  let isUpsideDown = try projection.minimum().item() + projection.maximum().item() < 0
  return try (projection * (isUpsideDown ? -1 : 1)).to(.float32).reshaped([1, 1, height, width])
}

private let mostRounds = 2000
