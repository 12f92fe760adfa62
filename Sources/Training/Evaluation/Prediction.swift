public import Datasets
import Foundation

/// What a network answers to one picture whose class is known.
public struct Prediction: Sendable, Equatable, Codable {
  /// A class and how likely it is.
  public struct Choice: Sendable, Equatable, Codable {
    /// The index of the class.
    public let label: Int
    /// Its probability, 0…1.
    public let probability: Double
  }

  /// The picture and its class.
  public let sample: Sample
  /// The likeliest classes, best first; five of them, or all where there are fewer. Of equals the first counts.
  public let choices: [Choice]
  /// The probability of the picture's class, 0…1.
  public let labelProbability: Double
  /// The cross entropy, −log of that probability.
  public let loss: Double

  /// The softmax of a network's scores for a picture.
  ///
  /// - Precondition: the scores are finite, and there is one for `label`.
  init(_ sample: Sample, logits: ArraySlice<Float>) {
    let label = sample.label
    precondition(label < logits.count, "there is a score for the class")
    let scores = logits.map(Double.init)
    let largest = scores.max() ?? 0
    let exponentialSum = scores.reduce(0) { $0 + exp($1 - largest) }
    func probability(_ label: Int) -> Double { exp(scores[label] - largest) / exponentialSum }
    self.sample = sample
    choices = Self.largest(scores).map { Choice(label: $0, probability: probability($0)) }
    labelProbability = probability(label)
    loss = log(exponentialSum) + largest - scores[label]
  }

  /// The picture's path.
  public var path: String { sample.path }

  /// The picture's class.
  public var label: Int { sample.label }

  /// Whether the likeliest class is the right one.
  public var isRight: Bool { choices.first?.label == label }

  /// Whether the right class is among the likeliest.
  public var isNearlyRight: Bool { choices.contains { $0.label == label } }

  /// The probability of the likeliest class, 0…1: how sure the network is.
  public var confidence: Double { choices.first?.probability ?? 0 }

  static let choiceCount = 5

  /// Where the largest scores are, largest first.
  private static func largest(_ scores: [Double]) -> [Int] {
    var best: [Int] = []
    for (label, score) in scores.enumerated() {
      if best.count == choiceCount, score <= scores[best[choiceCount - 1]] { continue }
      let place = best.firstIndex { score > scores[$0] } ?? best.count
      best.insert(label, at: place)
      if best.count > choiceCount { best.removeLast() }
    }
    return best
  }
}
