import Foundation

public import Imaging
public import Torch

/// How a picture becomes the square that enters a network: which part of it, at which size, mirrored or not.
///
/// It works in three steps, so that no more of a file is decoded than is needed: the part is chosen by the picture's
/// size alone, then decoded, then resized.
public enum Transform: Sendable, Equatable {
  /// A random part of the picture and a random mirror image of it (Szegedy et al. 2015): `area` of the picture's area,
  /// between 3:4 and 4:3 wide.
  case randomCrop(side: Int, area: ClosedRange<Double>)
  /// The shorter side is resized to `side` and the center is taken.
  case centerCrop(side: Int)
  /// The whole picture, stretched to a square.
  case stretch(side: Int)

  /// The side of the square in pixels.
  public var side: Int {
    switch self {
    case .randomCrop(let side, _), .centerCrop(let side), .stretch(let side): side
    }
  }

  /// The square of a file as bytes `[1, 3, side, side]`, by libtorch's antialiased bilinear resize.
  ///
  /// - Parameter random: used by `randomCrop` only.
  /// - Throws: `ImageError` or `TorchError`.
  public func callAsFunction(contentsOf path: String, random: inout SplitMix64) throws -> Tensor {
    let decoded = try Image(contentsOf: path, minimumSide: decodedSide) { width, height in
      part(width: width, height: height, random: &random)
    }
    return try square(decoded.byteTensor(), random: &random)
  }

  /// The square of a picture, as that of its file but never from a smaller decode.
  public func callAsFunction(_ image: Image, random: inout SplitMix64) throws(TorchError) -> Tensor {
    let part = part(width: image.width, height: image.height, random: &random)
    return try square(image.byteTensor().cropped(to: part), random: &random)
  }

  /// How small a JPEG may be decoded; `nil` where the pixels must be those of a full decode, as in all testing.
  private var decodedSide: Int? {
    switch self {
    case .randomCrop(let side, _): side
    case .centerCrop, .stretch: nil
    }
  }

  /// The part of a picture of that size that becomes the square.
  func part(width: Int, height: Int, random: inout SplitMix64) -> PixelRectangle {
    switch self {
    case .randomCrop(_, let area): .random(width: width, height: height, area: area, using: &random)
    case .centerCrop: .centralSquare(width: width, height: height)
    case .stretch: PixelRectangle(x: 0, y: 0, width: width, height: height)
    }
  }

  /// The square of the part, bytes `[1, 3, H, W]`.
  func square(_ part: Tensor, random: inout SplitMix64) throws(TorchError) -> Tensor {
    let square = try part.resized(height: side, width: side, antialias: true)
    switch self {
    case .randomCrop: return Bool.random(using: &random) ? try square.flipped(3) : square
    case .centerCrop, .stretch: return square
    }
  }
}

extension PixelRectangle {
  /// A part of random area and shape at a random place; after ten that do not fit, the central square.
  static func random(
    width: Int, height: Int, area: ClosedRange<Double>, using random: inout SplitMix64
  ) -> PixelRectangle {
    for _ in 0..<10 {
      let target = Double.random(in: area, using: &random) * Double(width * height)
      let ratio = exp(Double.random(in: -log(4.0 / 3)...log(4.0 / 3), using: &random))
      let w = Int((target * ratio).squareRoot().rounded())
      let h = Int((target / ratio).squareRoot().rounded())
      if (1...width).contains(w), (1...height).contains(h) {
        return PixelRectangle(
          x: Int.random(in: 0...(width - w), using: &random),
          y: Int.random(in: 0...(height - h), using: &random),
          width: w, height: h)
      }
    }
    return .centralSquare(width: width, height: height)
  }
}

extension Tensor {
  fileprivate func cropped(to part: PixelRectangle) throws(TorchError) -> Tensor {
    try narrowed(2, part.y..<(part.y + part.height)).narrowed(3, part.x..<(part.x + part.width))
  }
}
