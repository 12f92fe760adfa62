public import Torch

/// Where in a photo the score of a class comes from, by one method.
public struct Explanation {
  /// The method.
  public let method: Method
  /// The class whose score is explained.
  public let classIndex: Int
  /// The class's probability.
  public let probability: Double
  /// The numbers as the method gives them, float32 `[1, C, h, w]`: three channels for colours, one for places.
  public let values: Tensor
  /// The same for eyes, `[1, 1, h, w]`: 0…1, or −1…1 where it is signed.
  public let map: Tensor
  /// Whether there is evidence against the class as well.
  public let isSigned: Bool
  /// How it was made.
  public let settings: [Fact]
  /// What the method found out about itself.
  public let findings: [Fact]
  /// What the reader should know before believing it, a line each.
  public let warnings: [String]
  /// How faithful the map was found; `nil` where it was not measured.
  public var scores: Faithfulness.Scores?
}
