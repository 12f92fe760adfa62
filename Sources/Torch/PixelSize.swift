/// Width and height of pictures in pixels.
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

  /// The size of pictures `[N, C, H, W]`.
  public init(_ pictures: Tensor) {
    let shape = pictures.shape
    self.init(width: shape[3], height: shape[2])
  }

  /// Width times height.
  public var pixels: Int { width * height }

  /// The shorter side in pixels.
  public var shorterSide: Int { min(width, height) }

  /// The longer side in pixels.
  public var longerSide: Int { max(width, height) }

  /// As in `600×450`.
  public var description: String { "\(width)×\(height)" }

  /// Both sides times `factor`; no side is under 1.
  ///
  /// - Parameter rule: How sides are rounded; by default halves go to the even number, as in Python and NumPy.
  public func scaled(by factor: Double, rounding rule: FloatingPointRoundingRule = .toNearestOrEven)
    -> PixelSize
  {
    func side(_ length: Int) -> Int { max(1, Int((Double(length) * factor).rounded(rule))) }
    return PixelSize(width: side(width), height: side(height))
  }

  /// The size of the same form with another width; no side is under 1.
  public func scaled(
    toWidth newWidth: Int, rounding rule: FloatingPointRoundingRule = .toNearestOrEven
  ) -> PixelSize {
    scaled(by: Double(newWidth) / Double(width), rounding: rule)
  }

  /// The size of the same form whose longer side is at most `longest`; itself where it fits.
  public func fitted(
    longerSide longest: Int, rounding rule: FloatingPointRoundingRule = .toNearestOrEven
  ) -> PixelSize {
    scaled(by: min(1, Double(longest) / Double(longerSide)), rounding: rule)
  }
}

extension Tensor {
  /// Pictures `[N, C, H, W]` resized bilinearly; themselves when they have that size.
  ///
  /// - Parameter antialias: Whether all pixels count when pictures become smaller.
  /// - Throws: `TorchError` when there is no memory.
  public func resized(to size: PixelSize, antialias: Bool = false) throws(TorchError) -> Tensor {
    guard size != PixelSize(self) else { return self }
    return try resized(height: size.height, width: size.width, antialias: antialias)
  }
}
