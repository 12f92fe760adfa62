/// A decoded picture: sRGB, without alpha, upright.
public struct Image: Sendable, Equatable {
  /// Width in pixels, at least 1.
  public let width: Int

  /// Height in pixels, at least 1.
  public let height: Int

  /// Bits per sample.
  public let depth: BitDepth

  /// Interleaved RGB samples, row by row from the top; 16-bit samples are native-endian.
  ///
  /// There are `width × height × 3` samples of ``BitDepth/byteCount`` bytes each.
  public let bytes: [UInt8]

  /// A picture from its samples.
  ///
  /// - Precondition: both sides are at least 1, and `bytes` holds exactly `width × height × 3` samples.
  public init(width: Int, height: Int, depth: BitDepth = .eight, bytes: [UInt8]) {
    precondition(width > 0 && height > 0, "a picture has at least one pixel")
    precondition(
      bytes.count == width * height * 3 * depth.byteCount,
      "\(bytes.count) bytes are not \(width)×\(height) RGB pixels of \(depth.rawValue) bits")
    self.width = width
    self.height = height
    self.depth = depth
    self.bytes = bytes
  }
}

extension Image: CustomStringConvertible {
  /// The size and the depth, such as "640×480 pixels of 8 bits".
  public var description: String { "\(width)×\(height) pixels of \(depth.rawValue) bits" }
}
