internal import Networks
public import Torch

/// A photo as a network sees it, and what the network takes it for.
public struct Sight {
  /// The picture `[1, 3, H, W]` in the network's normalisation.
  public let picture: Tensor
  /// The score of each class, before the softmax.
  public let scores: [Float]
  /// The probability of each class.
  public let probabilities: [Float]

  /// The classes from the likeliest on.
  public var ranking: [Int] { probabilities.ranking }
  /// The likeliest class.
  public var likeliest: Int { probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0 }
}
