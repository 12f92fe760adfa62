/// A class and how likely it is.
public struct ClassProbability: Sendable, Equatable, Codable {
  /// The class's name; `class 12` where it is not known.
  public let name: String
  /// Its index among the scores, from 0; `nil` where only the name was kept.
  public let index: Int?
  /// Its probability, 0…1.
  public let probability: Double

  /// A class and its probability.
  public init(name: String, index: Int? = nil, probability: Double) {
    self.name = name
    self.index = index
    self.probability = probability
  }
}

extension ClassLabels {
  /// The likeliest classes, best first; of equals the first counts.
  ///
  /// - Parameters:
  ///   - count: How many; all where there are fewer.
  ///   - probabilities: The probability of each class.
  public func likeliest(_ count: Int, of probabilities: [Float]) -> [ClassProbability] {
    probabilities.ranking.prefix(count).map {
      ClassProbability(name: self[$0], index: $0, probability: Double(probabilities[$0]))
    }
  }
}

extension [Float] {
  /// The indices from that of the largest number to that of the smallest; equal ones stay in their order.
  public var ranking: [Int] { indices.sorted { self[$0] > self[$1] } }
}

/// The total variation distance of two distributions over the same classes, ½ Σ |p − q|: 0 for the same answer, 1 for
/// nothing in common.
///
/// - Precondition: There are as many probabilities in both.
public func totalVariationDistance(_ p: [Float], _ q: [Float]) -> Double {
  precondition(p.count == q.count, "two distributions over the same classes")
  return zip(p, q).map { abs(Double($0) - Double($1)) }.reduce(0, +) / 2
}
