internal import Torch

extension ClassScores {
  /// The score of class `target` before the softmax for each of pictures `[N, 3, H, W]`.
  func scores(of target: Int, _ pictures: Tensor) throws -> [Float] {
    try checkClass(target)
    return try self(pictures).narrowed(1, target..<target + 1).elements()
  }

  /// The probability of class `target`, after the softmax, for each of pictures `[N, 3, H, W]`.
  func probabilities(of target: Int, _ pictures: Tensor) throws -> [Float] {
    try checkClass(target)
    return try self(pictures).softmax(along: 1).narrowed(1, target..<target + 1).elements()
  }

  /// The numbers 0..<count in parts of as many as there are pictures of that size in one batch of the network.
  func batches(of count: Int, like picture: Tensor) -> [Range<Int>] {
    let size = batchSize(height: picture.shape[2], width: picture.shape[3])
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}
