internal import Torch

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
    try checkClass(target)
    let values: [Double] = try table.narrowed(1, target..<target + 1).elements()
    guard values.allSatisfy(\.isFinite) else { throw ExplainError.notFinite("the network's answer") }
    return values
  }
}
