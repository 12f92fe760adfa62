import CImage

/// The quick way for the JPEGs that most photos are: libjpeg-turbo alone, nothing converted afterwards.
enum JPEGDecoder {
  /// The bytes with which every JPEG starts.
  static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]

  /// The decoded picture; `nil` when it needs a rotation or a colour conversion.
  static func decode(
    _ bytes: [UInt8], name: String, limits: ImageLimits, minimumSide: Int?
  ) throws(ImageError) -> Image? {
    try bytes.withUnsafeBufferPointer { buffer throws(ImageError) in
      guard let start = buffer.baseAddress, let decoder = cimage_jpeg_open(start, buffer.count) else {
        throw .outOfMemory(path: name)
      }
      defer { cimage_jpeg_close(decoder) }

      func check(_ status: CImageStatus) throws(ImageError) {
        try status.check(name, reason: cimage_jpeg_reason(decoder))
      }
      let header = cimage_jpeg_header(decoder)
      if header.status == .notPlain { return nil }
      try check(header.status)
      try limits.check(header, name)

      let size = cimage_jpeg_start(decoder, Int32(clamping: minimumSide ?? 0))
      try check(size.status)
      return try Image(header: size) { pixels throws(ImageError) in
        try check(cimage_jpeg_read(decoder, pixels))
      }
    }
  }
}
