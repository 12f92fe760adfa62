internal import Torch

/// One operation for each picture, at an even chance and a random strength (Müller & Hutter, "TrivialAugment:
/// Tuning-free Yet State-of-the-Art Data Augmentation", 2021), with the wide ranges of torchvision's `TrivialAugmentWide`.
enum TrivialAugment {
  /// The steps that a strength can have.
  static let strengths = 31

  /// Draws an operation.
  static func draw(using random: inout SplitMix64) -> PixelOperation {
    let kind = Int(random.next() % 14)
    let strength = Int(random.next() % UInt64(strengths))
    return operation(kind, strength: strength, isNegative: random.next() & 1 == 1)
  }

  /// The operation number `kind`, 0…13, in torchvision's order, at `strength`, 0…30.
  static func operation(_ kind: Int, strength: Int, isNegative: Bool) -> PixelOperation {
    let share = Double(strength) / Double(strengths - 1)
    let sign = isNegative ? -1.0 : 1.0
    return switch kind {
    case 1: .shearX(sign * 0.99 * share)
    case 2: .shearY(sign * 0.99 * share)
    case 3: .translateX(Int(sign * 32 * share))
    case 4: .translateY(Int(sign * 32 * share))
    case 5: .rotate(sign * 135 * share)
    case 6: .brightness(1 + sign * 0.99 * share)
    case 7: .color(1 + sign * 0.99 * share)
    case 8: .contrast(1 + sign * 0.99 * share)
    case 9: .sharpness(1 + sign * 0.99 * share)
    case 10: .posterize(bits: 8 - Int((Double(strength) / 5).rounded(.toNearestOrEven)))
    case 11: .solarize(255 * (1 - share))
    case 12: .autoContrast
    case 13: .equalize
    default: .identity
    }
  }
}
