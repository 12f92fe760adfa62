import Foundation

public import Imaging
public import Torch

/// How a picture becomes the square that enters a network.
public enum Transform: Sendable, Equatable {
  /// A random part of the picture and a random mirror image of it (Szegedy et al. 2015): `area` of the picture's area,
  /// between 3:4 and 4:3 wide, its colours changed by up to `colors` (0…1).
  case randomCrop(side: Int, area: ClosedRange<Double>, colors: Double = 0)
  /// The shorter side is resized to `side` and the centre is taken.
  case centerCrop(side: Int)
  /// The whole picture, stretched to a square.
  case stretch(side: Int)

  /// The side of the square in pixels.
  public var side: Int {
    switch self {
    case .randomCrop(let side, _, _), .centerCrop(let side), .stretch(let side): side
    }
  }

  /// The square as bytes `[1, 3, side, side]`, by libtorch's antialiased bilinear resize.
  ///
  /// - Parameter random: used by `randomCrop` only.
  public func callAsFunction(_ image: Image, random: inout SplitMix64) throws(TorchError) -> Tensor {
    switch self {
    case .randomCrop(let side, let area, let colors):
      let crop = Crop.random(width: image.width, height: image.height, area: area, using: &random)
      let square = try image.byteTensor().cropped(to: crop).resized(
        height: side, width: side, antialias: true)
      let mirrored = Bool.random(using: &random) ? try square.flipped(3) : square
      return colors > 0 ? try ColorJitter(strength: colors, using: &random)(mirrored) : mirrored
    case .centerCrop(let side):
      let crop = Crop.center(width: image.width, height: image.height)
      return try image.byteTensor().cropped(to: crop).resized(height: side, width: side, antialias: true)
    case .stretch(let side):
      return try image.byteTensor().resized(height: side, width: side, antialias: true)
    }
  }
}

/// A part of a picture in pixels.
struct Crop: Equatable {
  var x: Int
  var y: Int
  var width: Int
  var height: Int

  /// The largest square around the centre.
  static func center(width: Int, height: Int) -> Crop {
    let side = min(width, height)
    return Crop(x: (width - side) / 2, y: (height - side) / 2, width: side, height: side)
  }

  /// A part of random area and shape at a random place; after ten that do not fit, the central square.
  static func random(
    width: Int, height: Int, area: ClosedRange<Double>, using random: inout SplitMix64
  ) -> Crop {
    for _ in 0..<10 {
      let target = Double.random(in: area, using: &random) * Double(width * height)
      let ratio = exp(Double.random(in: -log(4.0 / 3)...log(4.0 / 3), using: &random))
      let w = Int((target * ratio).squareRoot().rounded())
      let h = Int((target / ratio).squareRoot().rounded())
      if (1...width).contains(w), (1...height).contains(h) {
        return Crop(
          x: Int.random(in: 0...(width - w), using: &random),
          y: Int.random(in: 0...(height - h), using: &random),
          width: w, height: h)
      }
    }
    return .center(width: width, height: height)
  }
}

extension Tensor {
  fileprivate func cropped(to crop: Crop) throws(TorchError) -> Tensor {
    try narrowed(2, crop.y..<(crop.y + crop.height)).narrowed(3, crop.x..<(crop.x + crop.width))
  }
}
