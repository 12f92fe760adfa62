public import Imaging

/// Width and height in pixels.
public struct PixelSize: Sendable, Equatable, CustomStringConvertible {
  /// Width in pixels.
  public let width: Int
  /// Height in pixels.
  public let height: Int

  /// A size in pixels.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The size of a picture.
  public init(_ image: Image) { self.init(width: image.width, height: image.height) }

  /// Width times height.
  public var pixels: Int { width * height }

  /// As in `600×450`.
  public var description: String { "\(width)×\(height)" }

  var shorterSide: Int { min(width, height) }

  /// The size of the same form with another width; no side is under 1.
  func scaled(toWidth newWidth: Int) -> PixelSize {
    scaled(by: Double(newWidth) / Double(width))
  }

  /// Both sides times `factor`, rounded with halves to even as Python and NumPy do; no side is under 1.
  func scaled(by factor: Double) -> PixelSize {
    func side(_ length: Int) -> Int { max(1, Int((Double(length) * factor).rounded(.toNearestOrEven))) }
    return PixelSize(width: side(width), height: side(height))
  }
}
