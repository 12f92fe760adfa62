public import Torch

/// How the probability of a class grows while the pixels that a map names first come into a blurred picture, and how it falls
/// while they are taken away: RISE's insertion and deletion (Petsiuk, Das & Saenko, "RISE: Randomized Input Sampling for
/// Explanation of Black-box Models", 2018).
///
/// A map is good where insertion has a large area and deletion a small one. Both measure what the network does with pictures
/// of a kind that it was never trained with, so compare maps of the same picture, and with ``ReferenceMap``.
public struct InsertionDeletion: Sendable, Equatable, Codable {
  /// The pixels that change at each step, from 1; `nil`: as many as a row has, as the paper's 224 at 224×224.
  public var pixelsPerStep: Int?

  /// The paper's settings.
  public init() {}

  /// The curve from the blurred picture to the picture itself.
  ///
  /// The blur is that of the authors' code: a window of 11×11 and σ 5 over the normalized picture, with zeros around it.
  ///
  /// - Parameters:
  ///   - map: `[1, 1, H, W]`; only the order of its values counts. Of equal ones, those further up come first, then those
  ///     further left.
  ///   - picture: `[1, 3, H, W]` in the network's normalization.
  /// - Throws: `ExplainError`, `TorchError`.
  public func insertion(
    of map: Tensor, for target: Int, in picture: Tensor, _ scores: ClassScores
  ) throws -> ScoreCurve {
    try curve(from: GaussianWindow.rise.padded(picture), to: picture, by: map, for: target, scores)
  }

  /// The curve from the picture to one of zeros in the network's normalization, a gray without anything on it.
  ///
  /// Parameters and errors are those of ``insertion(of:for:in:_:)``.
  public func deletion(
    of map: Tensor, for target: Int, in picture: Tensor, _ scores: ClassScores
  ) throws -> ScoreCurve {
    try curve(from: picture, to: .zeros(picture.shape), by: map, for: target, scores)
  }

  private func curve(
    from start: Tensor, to end: Tensor, by map: Tensor, for target: Int, _ scores: ClassScores
  ) throws -> ScoreCurve {
    try map.checkMap(of: start)
    let pixels = map.count
    let size = pixelsPerStep ?? map.shape[3]
    guard size >= 1 else {
      throw ExplainError.setting("pixels per step", takes: "a whole number from 1", got: "\(size)")
    }
    let steps = (pixels + size - 1) / size
    let turn = try Self.turns(map, size)
    var probabilities: [Double] = []
    for part in scores.batches(of: steps + 1, like: start) {
      let done = try Tensor(part.map(Float.init), shape: [part.count, 1, 1, 1])
      let changed = try (done - turn).clamped(0, 1)
      let pictures = try start * (changed * -1 + 1) + end * changed
      probabilities += try scores.probabilities(of: target, pictures)
    }
    return ScoreCurve(
      shares: (0...steps).map { Double(min($0 * size, pixels)) / Double(pixels) },
      probabilities: probabilities)
  }

  /// The step, from 0, at which each pixel changes, when `size` of them change at a time.
  private static func turns(_ map: Tensor, _ size: Int) throws -> Tensor {
    let order = descendingOrder(try map.finiteElements())
    var turns = [Float](repeating: 0, count: order.count)
    for (rank, pixel) in order.enumerated() { turns[pixel] = Float(rank / size) }
    return try Tensor(turns, shape: map.shape)
  }
}

/// The probability of a class while the pixels of a picture change.
public struct ScoreCurve: Sendable, Equatable, Encodable {
  /// The share of the pixels that have changed at each step, from 0 to 1.
  public let shares: [Double]
  /// The probability at each step, 0…1.
  public let probabilities: [Double]

  /// A curve.
  ///
  /// - Precondition: The shares rise from 0 to 1, and there are as many probabilities.
  public init(shares: [Double], probabilities: [Double]) {
    precondition(shares.count == probabilities.count && shares.first == 0 && shares.last == 1)
    self.shares = shares
    self.probabilities = probabilities
  }

  /// The area below the curve by the trapezoid rule, 0…1.
  public var area: Double {
    zip(shares.indices.dropFirst(), shares.indices).reduce(0) { sum, step in
      let (next, this) = step
      return sum + (shares[next] - shares[this]) * (probabilities[next] + probabilities[this]) / 2
    }
  }

  /// The probability where that share of the pixels has changed, on the line between the nearest steps.
  public func probability(at share: Double) -> Double {
    guard let next = shares.firstIndex(where: { $0 >= share }) else {
      return probabilities[probabilities.count - 1]
    }
    guard next > 0 else { return probabilities[0] }
    let weight = (share - shares[next - 1]) / (shares[next] - shares[next - 1])
    return probabilities[next - 1] + weight * (probabilities[next] - probabilities[next - 1])
  }
}
