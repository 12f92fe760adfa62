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

  /// How opaque each pixel is, as a gray picture; `nil` for a picture without transparency.
  static func opacity(_ bytes: [UInt8], name: String, limits: ImageLimits) throws(ImageError) -> Image? {
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
      guard header.has_opacity else { return nil }
      try limits.check(header, name)

      let size = cimage_start_opacity(decoder)
      try check(size.status)
      var values = [UInt8](repeating: 255, count: Int(size.width) * Int(size.height))
      try check(cimage_read_opacity(decoder, &values))
      guard values.contains(where: { $0 < 255 }) else { return nil }
      return Image(width: Int(size.width), height: Int(size.height), bytes: values.flatMap { [$0, $0, $0] })
    }
  }
}
