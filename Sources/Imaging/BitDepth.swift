/// Bits in one sample of a picture.
public enum BitDepth: Int, Sendable, Equatable {
  /// Samples of 0 to 255.
  case eight = 8

  /// Samples of 0 to 65,535.
  case sixteen = 16

  /// Bytes in one sample: 1 or 2.
  public var byteCount: Int { rawValue / 8 }
}
