public import Torch

/// Spearman's rank correlation of the elements of two maps of one shape, from −1 to 1: the correlation of their ranks, where
/// equal elements share the mean of theirs, as `scipy.stats.spearmanr` has it.
///
/// 0 where all elements of a map are equal: it has no order that another could agree with.
///
/// - Throws: ``ExplainError/mapSize(_:expected:)`` for two shapes, ``ExplainError/notFinite``; `TorchError`.
public func rankCorrelation(_ one: Tensor, _ other: Tensor) throws -> Double {
  guard one.shape == other.shape else { throw ExplainError.mapSize(other.shape, expected: one.shape) }
  let (first, second) = (ranks(try one.finiteElements()), ranks(try other.finiteElements()))
  let middle = Double(first.count + 1) / 2
  var (product, square, otherSquare) = (0.0, 0.0, 0.0)
  for (a, b) in zip(first, second) {
    product += (a - middle) * (b - middle)
    square += (a - middle) * (a - middle)
    otherSquare += (b - middle) * (b - middle)
  }
  let length = (square * otherSquare).squareRoot()
  return length > 0 ? max(-1, min(product / length, 1)) : 0
}

/// The rank of each number, from 1 for the largest; equal ones have the mean of theirs.
private func ranks(_ values: [Float]) -> [Double] {
  let order = descendingOrder(values)
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    let value = values[order[start]]
    let end = order[start...].firstIndex { values[$0] != value } ?? order.count
    for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
    start = end
  }
  return ranks
}

/// The indices of numbers from the largest to the smallest; equal ones stay in the order of their places.
///
/// - Precondition: the numbers are fewer than 2³², and none is NaN.
func descendingOrder(_ values: [Float]) -> [Int] {
  // A number's place under its bits, turned so that they sort as the numbers do: one plain sort, which is stable.
  var keys = values.indices.map { index -> UInt64 in
    let bits = (values[index] + 0).bitPattern
    let ascending = bits >> 31 == 1 ? ~bits : bits | 1 << 31
    return UInt64(~ascending) << 32 | UInt64(index)
  }
  keys.sort()
  return keys.map { Int($0 & 0xFFFF_FFFF) }
}
