public import Torch

/// Where in a photo the score of a class comes from, by one method.
public struct Explanation {
  /// The method.
  public let method: ExplanationMethod
  /// The class whose score is explained.
  public let classIndex: Int
  /// The class's probability.
  public let probability: Double
  /// The numbers as the method gives them, float32 `[1, C, h, w]`: three channels for colors, one for places.
  public let values: Tensor
  /// The same for eyes, `[1, 1, h, w]`: 0…1, or −1…1 where it is signed.
  public let map: Tensor
  /// Whether there is evidence against the class as well.
  public let isSigned: Bool
  /// How it was made.
  public let settings: [NamedValue]
  /// What the method found out about itself.
  public let findings: [NamedValue]
  /// What the reader should know before believing it, a line each.
  public let warnings: [String]
  /// How faithful the map was found; `nil` where it was not measured.
  public var scores: Faithfulness.Scores?
}

/// A name and a value, as people read them.
public struct NamedValue: Sendable, Equatable, Encodable {
  /// As `layer`.
  public let name: String
  /// As `relu5_3`.
  public let value: String

  /// A name and its value.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// How a method's numbers become a map for eyes.
public enum MapNormalization: Sendable, Equatable {
  /// Divided by the largest.
  case largest
  /// The largest channel's magnitude, by what a hundredth of the places reach (Smilkov et al. 2017).
  case magnitude
  /// The sum of the channels with its sign, by what a hundredth of the places reach.
  case signed
  /// From the smallest to the largest.
  case range

  /// Whether there are numbers for and against.
  public var isSigned: Bool { self == .signed }

  /// The map `[1, 1, h, w]` of numbers `[1, C, h, w]`: 0…1, or −1…1 where it is signed; all 0 where there is nothing.
  ///
  /// - Throws: `TorchError` when there is no memory.
  public func callAsFunction(_ values: Tensor) throws(TorchError) -> Tensor {
    switch self {
    case .largest: return try Self.divided(values, by: values.maximum().item())
    case .range:
      let low = try values.minimum().item()
      return try Self.divided(values - low, by: values.maximum().item() - low)
    case .magnitude:
      let strongest = try values.magnitude().permuted([0, 2, 3, 1]).largest(1).values.permuted([0, 3, 1, 2])
      return try Self.divided(strongest, by: Self.loud(strongest)).clamped(0, 1)
    case .signed:
      let sum = try values.sum([1], keepingDimensions: true)
      return try Self.divided(sum, by: Self.loud(sum.magnitude())).clamped(-1, 1)
    }
  }

  private static func divided(_ values: Tensor, by whole: Double) throws(TorchError) -> Tensor {
    whole > 0 ? try values * (1 / whole) : try values * 0
  }

  /// What a hundredth of the places reach; the largest where that is nothing.
  private static func loud(_ magnitudes: Tensor) throws(TorchError) -> Double {
    let flat = try magnitudes.reshaped([-1])
    let count = max(1, flat.count / 100)
    let loud = try flat.largest(count).values.narrowed(0, count - 1..<count).item()
    return loud > 0 ? loud : try flat.maximum().item()
  }
}
