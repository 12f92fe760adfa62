internal import Foundation
internal import Networks
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

/// The picture that an ascent changes, at the size of any level, in the network's normalization.
struct LevelPhotos {
  /// `[1, 3, H, W]`; of one pixel where it has one color.
  let picture: Tensor
  /// The normalization that the levels still need; `nil`: the picture has it.
  var normalization: Normalization?
  let device: Device

  /// The picture at a size, `[1, 3, H, W]`; itself when it has that size.
  func at(_ size: PixelSize) throws(TorchError) -> Tensor {
    let level = try picture.resized(to: size, antialias: true)
    guard let normalization else { return level }
    return try normalization.normalize(level).to(device)
  }
}
