/// Bits in one sample of a picture.
public enum BitDepth: Int, Sendable, Equatable {
  /// Samples of 0 to 255.
  case eight = 8

  /// Samples of 0 to 65,535.
  case sixteen = 16

  /// Bytes in one sample: 1 or 2.
  public var byteCount: Int { rawValue / 8 }
}

extension Image {
  /// The same picture with `depth` bits per sample.
  ///
  /// Widening is exact (255 becomes 65,535), and so narrowing what was widened gives back the same bytes;
  /// other 16-bit samples are rounded to the nearest.
  public func converted(to depth: BitDepth) -> Image {
    guard depth != self.depth else { return self }
    let samples = width * height * 3
    let converted: [UInt8] =
      switch depth {
      case .sixteen:
        // v × 257 has v in both bytes, whichever comes first.
        [UInt8](unsafeUninitializedCapacity: samples * 2) { buffer, count in
          for index in 0..<samples {
            buffer[2 * index] = bytes[index]
            buffer[2 * index + 1] = bytes[index]
          }
          count = samples * 2
        }
      case .eight:
        bytes.withUnsafeBytes { wide in
          [UInt8](unsafeUninitializedCapacity: samples) { buffer, count in
            for index in 0..<samples {
              let value = wide.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
              buffer[index] = UInt8((UInt32(value) + 128) / 257)
            }
            count = samples
          }
        }
      }
    return Image(width: width, height: height, depth: depth, bytes: converted)
  }
}
