internal import Foundation
internal import Torch

/// The sizes that a dream goes through, smallest first.
///
/// Level l of P has the size round(base · ratio^(l − P + 1)); the last one is the dream's own.
struct Pyramid: Equatable {
  /// The shortest side that a level may have, in pixels.
  static let smallestSide = 10

  /// The size of each level.
  let levels: [PixelSize]

  /// The levels above a `base` of the dream's own size; nothing is refused here.
  init(base: PixelSize, size: Int, ratio: Double) {
    levels = (0..<size).map { level in base.scaled(by: pow(ratio, Double(level - size + 1))) }
  }
}
