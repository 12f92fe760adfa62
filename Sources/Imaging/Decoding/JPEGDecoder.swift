import CImage

/// The quick way for the JPEGs that most photos are: libjpeg-turbo alone, nothing converted afterwards.
enum JPEGDecoder {
  /// The bytes with which every JPEG starts.
  static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]

  /// The decoded picture; `nil` when it needs a rotation or a color conversion.
  static func decode(
    _ bytes: [UInt8], name: String, limits: ImageLimits, minimumSide: Int?
  ) throws(ImageError) -> Image? {
    try decode(bytes, name: name, limits: limits) { decoder, _ in
      cimage_jpeg_start(decoder, Int32(clamping: minimumSide ?? 0))
    }
  }

  /// A part of the picture, halved up to three times while both of its sides keep `minimumSide` pixels; `nil` when the
  /// picture needs a rotation or a color conversion, in which case `part` was not asked.
  static func decode(
    _ bytes: [UInt8], name: String, limits: ImageLimits, minimumSide: Int?,
    part: (_ width: Int, _ height: Int) -> PixelRectangle
  ) throws(ImageError) -> Image? {
    try decode(bytes, name: name, limits: limits) { decoder, header in
      let whole = part(Int(header.width), Int(header.height))
      let denominator =
        [8, 4, 2].first { denominator in
          guard let minimumSide else { return false }
          let shrunk = whole.shrunk(by: denominator)
          return min(shrunk.width, shrunk.height) >= minimumSide
        } ?? 1
      return cimage_jpeg_start_part(
        decoder, CImagePart(whole.shrunk(by: denominator)), Int32(denominator))
    }
  }

  private static func decode(
    _ bytes: [UInt8], name: String, limits: ImageLimits,
    start begin: (OpaquePointer, CImageHeader) -> CImageHeader
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

      let size = begin(decoder, header)
      try check(size.status)
      return try Image(header: size) { pixels throws(ImageError) in
        try check(cimage_jpeg_read(decoder, pixels))
      }
    }
  }
}

extension CImagePart {
  fileprivate init(_ part: PixelRectangle) {
    self.init(x: Int32(part.x), y: Int32(part.y), width: Int32(part.width), height: Int32(part.height))
  }
}
