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
}
