internal import Torch

/// What else happens to a training square, beside its crop.
public struct Augmentation: Sendable, Equatable {
  /// Whether each gets one operation of TrivialAugment's.
  public let trivialAugment: Bool
  /// The share of squares with a rectangle painted over, 0…1.
  public let erasing: Double
  /// The color of that rectangle, as red, green and blue.
  public let fill: [UInt8]

  /// Nothing.
  public static let none = Augmentation(trivialAugment: false, erasing: 0, fill: [0, 0, 0])

  /// - Precondition: `fill` has three channels.
  public init(trivialAugment: Bool, erasing: Double, fill: [UInt8]) {
    precondition(fill.count == 3, "a color has three channels")
    self.trivialAugment = trivialAugment
    self.erasing = erasing
    self.fill = fill
  }

  /// Changes bytes `[side, side, 3]`.
  func callAsFunction(_ pixels: inout [UInt8], side: Int, using random: inout SplitMix64) {
    if trivialAugment { pixels = TrivialAugment.draw(using: &random)(pixels, side: side) }
    if erasing > 0 { RandomErasing(probability: erasing, fill: fill)(&pixels, side: side, using: &random) }
  }
}
