internal import Torch

/// How a method's numbers become a map for eyes.
enum MapScale {
  /// Divided by the largest.
  case largest
  /// The largest channel's magnitude, by what a hundredth of the places reach (Smilkov et al. 2017).
  case magnitude
  /// The sum of the channels with its sign, by what a hundredth of the places reach.
  case signed
  /// From the smallest to the largest.
  case range

  var isSigned: Bool { self == .signed }

  /// The map `[1, 1, h, w]` of numbers `[1, C, h, w]`; all 0 where there is nothing.
  func callAsFunction(_ values: Tensor) throws(TorchError) -> Tensor {
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
