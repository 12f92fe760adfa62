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
