internal import Torch

/// The most pixels of a series of pictures that are made together: the memory of ten pictures of 224×224.
let mostPixelsTogether = 1 << 19

extension ClassScores {
  /// The score of class `target` of each picture `[N, 3, H, W]`.
  func scores(of target: Int, _ pictures: Tensor) throws -> [Double] {
    try column(target, of: self(pictures))
  }

  /// The probability of class `target` of each picture `[N, 3, H, W]`.
  func probabilities(of target: Int, _ pictures: Tensor) throws -> [Double] {
    try column(target, of: self(pictures).softmax(along: 1))
  }

  private func column(_ target: Int, of table: Tensor) throws -> [Double] {
    guard (0..<classCount).contains(target) else {
      throw ExplainError.classIndex(target, count: classCount)
    }
    let values: [Double] = try table.narrowed(1, target..<target + 1).elements()
    guard values.allSatisfy(\.isFinite) else { throw ExplainError.notFinite("the network's answer") }
    return values
  }
}

/// The parts of a series of `count` pictures of the size of `picture` that are made together.
func parts(of count: Int, like picture: Tensor) -> [Range<Int>] {
  let size = max(1, mostPixelsTogether / (picture.shape[2] * picture.shape[3]))
  return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
}
