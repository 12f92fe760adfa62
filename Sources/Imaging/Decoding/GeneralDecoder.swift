import CImage

/// The way for every type that is read.
enum GeneralDecoder {
  /// The decoded picture, with 16 bits per sample where the file has more than 8.
  static func decode(_ bytes: [UInt8], name: String, limits: ImageLimits) throws(ImageError) -> Image {
    try bytes.withUnsafeBufferPointer { buffer throws(ImageError) in
      guard let start = buffer.baseAddress, let decoder = cimage_open(start, buffer.count) else {
        throw .outOfMemory(path: name)
      }
      defer { cimage_close(decoder) }

      func check(_ status: CImageStatus) throws(ImageError) {
        try status.check(name, reason: cimage_reason(decoder))
      }
      let header = cimage_header(decoder)
      try check(header.status)
      try limits.check(header, name)

      let size = cimage_start(decoder)
      try check(size.status)
      return try Image(header: size) { pixels throws(ImageError) in
        try check(cimage_read(decoder, pixels))
      }
    }
  }
}
