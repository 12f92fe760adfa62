public import Foundation

extension Image {
  /// Decodes a JPEG, PNG, WebP, TIFF, HEIC, AVIF, GIF (first frame with anything on it), BMP or PPM file to upright sRGB.
  ///
  /// The content decides the type, never the extension. EXIF orientation is applied, ICC profiles and CMYK
  /// are converted to sRGB, transparent pixels are laid on white. Decoding is strict: a picture that is cut
  /// off or damaged is an error. Many threads may decode at once.
  ///
  /// - Parameters:
  ///   - path: The file to read.
  ///   - limits: Refuses a picture that is larger, before its pixels take memory.
  ///   - depth: Bits per sample of the result, whatever the file has.
  ///   - minimumSide: Lets a JPEG come out smaller, in eighths of its size, as long as both sides keep at
  ///     least this many pixels; quicker, but not the same pixels as a full decode followed by a resize.
  ///     `nil` always gives the full size. It has no effect on other types, on JPEGs that need a rotation or
  ///     a color conversion, or on a depth of 16 bits.
  /// - Throws: ``ImageError``, with a line for the user.
  public init(
    contentsOf path: String, limits: ImageLimits = ImageLimits(), depth: BitDepth = .eight,
    minimumSide: Int? = nil
  ) throws(ImageError) {
    let bytes = try FileReader(path).readAll(limit: limits.maximumFileBytes)
    try self.init(encoded: bytes, name: path, limits: limits, depth: depth, minimumSide: minimumSide)
  }

  /// Decodes a file as ``init(contentsOf:limits:depth:minimumSide:)-(String,_,_,_)`` does.
  public init(
    contentsOf url: URL, limits: ImageLimits = ImageLimits(), depth: BitDepth = .eight,
    minimumSide: Int? = nil
  ) throws(ImageError) {
    try self.init(contentsOf: url.path, limits: limits, depth: depth, minimumSide: minimumSide)
  }

  /// How opaque each pixel of a picture file is, upright and as gray of 8 bits: black is transparent.
  ///
  /// - Returns: `nil` when no pixel is transparent.
  /// - Throws: ``ImageError``, as decoding does.
  public static func opacity(
    contentsOf path: String, limits: ImageLimits = ImageLimits()
  ) throws(ImageError) -> Image? {
    let bytes = try encodedBytes(of: path, limits: limits)
    guard !bytes.isEmpty else { throw .empty(path: path) }
    return try GeneralDecoder.opacity(bytes, name: path, limits: limits)
  }

  /// The content of a picture file, not decoded.
  ///
  /// - Throws: ``ImageError`` when it cannot be read, or is larger than `limits` allow.
  public static func encodedBytes(of path: String, limits: ImageLimits = ImageLimits()) throws(ImageError)
    -> [UInt8]
  {
    try FileReader(path).readAll(limit: limits.maximumFileBytes)
  }

  /// Decodes a file's content that is already in memory, an array of bytes or `Data`.
  ///
  /// - Parameter name: What errors call the picture.
  public init(
    encoded: some Sequence<UInt8>, name: String = "the picture", limits: ImageLimits = ImageLimits(),
    depth: BitDepth = .eight, minimumSide: Int? = nil
  ) throws(ImageError) {
    let bytes = [UInt8](encoded)
    guard !bytes.isEmpty else { throw .empty(path: name) }
    guard bytes.count <= limits.maximumFileBytes else {
      throw .fileTooLarge(path: name, bytes: bytes.count, limit: limits.maximumFileBytes)
    }
    if depth == .eight, bytes.starts(with: JPEGDecoder.signature),
      let image = try JPEGDecoder.decode(bytes, name: name, limits: limits, minimumSide: minimumSide)
    {
      self = image
    } else {
      self = try GeneralDecoder.decode(bytes, name: name, limits: limits).converted(to: depth)
    }
  }
}
