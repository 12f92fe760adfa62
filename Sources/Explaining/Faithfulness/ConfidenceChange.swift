public import Torch

/// How sure a network is of a class when it sees only what a map shows of the picture (Chattopadhay et al., "Grad-CAM++:
/// Generalized Gradient-Based Visual Explanations for Deep Convolutional Networks", 2018).
public struct ConfidenceChange: Sendable, Equatable {
  /// The class's probability for the whole picture, y.
  public let before: Double
  /// Its probability for the picture times the map, o.
  public let after: Double

  /// A change between two probabilities.
  public init(before: Double, after: Double) {
    self.before = before
    self.after = after
  }

  /// The change that a map makes.
  ///
  /// - Parameters:
  ///   - map: `[1, 1, H, W]` in 0…1.
  ///   - picture: `[1, 3, H, W]` in the network's normalization; it is there that the map dims it, so what is hidden is gray.
  /// - Throws: ``ExplainError/mapRange(_:_:)`` and others of `ExplainError`, `TorchError`.
  public init(of map: Tensor, for target: Int, in picture: Tensor, _ scores: ClassScores) throws {
    try map.checkMap(of: picture)
    let (lowest, highest) = (try map.minimum().item(), try map.maximum().item())
    guard lowest >= 0, highest <= 1 else { throw ExplainError.mapRange(lowest, highest) }
    let both = try Tensor.concatenated([picture, picture * map], along: 0)
    let probabilities = try scores.probabilities(of: target, both)
    self.init(before: probabilities[0], after: probabilities[1])
  }

  /// The share of the confidence that is lost, max(0, y − o) / y, from 0 to 1; small is good.
  public var drop: Double { before > 0 ? max(0, before - after) / before : 0 }

  /// Whether the network is surer of the class than before, o > y.
  public var isIncrease: Bool { after > before }
}

extension Collection<ConfidenceChange> {
  /// The paper's average drop as a share, 0…1 (the paper gives percents); small is good. 0 without a picture.
  public var averageDrop: Double { isEmpty ? 0 : map(\.drop).reduce(0, +) / Double(count) }

  /// The paper's increase in confidence: the share of the pictures, 0…1, of which the network became surer; large is good.
  public var increase: Double { isEmpty ? 0 : Double(filter(\.isIncrease).count) / Double(count) }
}

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
