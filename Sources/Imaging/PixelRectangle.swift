/// A part of a picture in pixels, counted from its upper left corner.
public struct PixelRectangle: Sendable, Equatable {
  /// The first column.
  public var x: Int
  /// The first row.
  public var y: Int
  /// The columns, at least 1.
  public var width: Int
  /// The rows, at least 1.
  public var height: Int

  /// A part of a picture.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The largest square around the center of a picture.
  public static func centralSquare(width: Int, height: Int) -> PixelRectangle {
    let side = min(width, height)
    return PixelRectangle(x: (width - side) / 2, y: (height - side) / 2, width: side, height: side)
  }

  /// The same part of the picture at 1/`denominator` of its size, whose own size is rounded up; at least one pixel.
  func shrunk(by denominator: Int) -> PixelRectangle {
    let (left, top) = (x / denominator, y / denominator)
    return PixelRectangle(
      x: left, y: top, width: max((x + width) / denominator - left, 1),
      height: max((y + height) / denominator - top, 1))
  }
}
