internal import Torch

extension Tensor {
  /// The elements in order.
  ///
  /// - Throws: ``ExplainError/notFinite(_:)``, `TorchError`.
  func finiteElements() throws -> [Float] {
    let values: [Float] = try elements()
    guard values.allSatisfy(\.isFinite) else { throw ExplainError.notFinite("the map") }
    return values
  }

  /// Sees to it that this is a map `[1, channels, H, W]` of a picture `[1, 3, H, W]`.
  func checkMap(of picture: Tensor, channels: [Int] = [1]) throws(ExplainError) {
    let size = Array(picture.shape.suffix(2))
    guard channels.contains(where: { shape == [1, $0] + size }) else {
      throw .mapSize(shape, expected: [1, channels[0]] + size)
    }
  }

  /// The elements' Euclidean length, in double precision.
  func norm() throws(TorchError) -> Double { try to(.float64).squared().sum().item().squareRoot() }

  /// What is above zero, with 1 as the largest value; all 0 where nothing is.
  func scaledToUnit() throws(TorchError) -> Tensor {
    let largest = try maximum().item()
    return largest >= Double(Float.leastNormalMagnitude)
      ? try (self * (1 / largest)).clamped(0, 1) : try self * 0
  }
}
