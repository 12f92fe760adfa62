public import Datasets
import Foundation

/// What a network says about a picture of a known class.
public struct Prediction: Sendable, Equatable, Codable {
  /// The picture and its class.
  public let sample: Sample
  /// The cross entropy: −log of the probability of the picture's class.
  public let loss: Double
  /// The likeliest classes, best first, at most five.
  public let classes: [Int]
  /// Their probabilities, 0…1.
  public let probabilities: [Double]

  /// Whether the likeliest class is the right one.
  public var isRight: Bool { classes.first == sample.label }

  /// From a network's scores, one for each class.
  init(_ sample: Sample, logits: ArraySlice<Float>) {
    let scores = logits.map(Double.init)
    let highest = scores.max() ?? 0
    let normalizer = highest + log(scores.reduce(0) { $0 + exp($1 - highest) })
    self.sample = sample
    loss = normalizer - scores[sample.label]
    classes = Array(scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(5))
    probabilities = classes.map { exp(scores[$0] - normalizer) }
  }
}
