import CImage
public import Foundation

extension Image {
  /// Writes the picture as the type that the extension names: `.jpg`, `.jpeg` or `.png`.
  ///
  /// A PNG has 8 or 16 bits per sample, as the picture; a JPEG always has 8. The file appears whole or not at
  /// all, and replaces one that is there.
  ///
  /// - Throws: ``ImageError``, with a line for the user.
  public func write(to path: String, options: EncodeOptions = EncodeOptions()) throws(ImageError) {
    let encoded = try encoded(as: OutputType(path: path), options: options, name: path)
    try writeAtomically(encoded, to: path)
  }

  /// Writes the picture as ``write(to:options:)-(String,_)`` does.
  public func write(to url: URL, options: EncodeOptions = EncodeOptions()) throws(ImageError) {
    try write(to: url.path, options: options)
  }

  /// The content of a file of a type.
  ///
  /// - Parameter name: What errors call the picture.
  public func encoded(
    as type: OutputType, options: EncodeOptions = EncodeOptions(), name: String = "the picture"
  ) throws(ImageError) -> [UInt8] {
    switch type {
    case .jpeg: try encodedJPEG(options, name)
    case .png: try encodedPNG(options, name)
    }
  }

  private func encodedJPEG(_ options: EncodeOptions, _ name: String) throws(ImageError) -> [UInt8] {
    let limit = 65_500  // libjpeg's own, a little under what 16 bits hold
    guard max(width, height) <= limit else {
      throw .tooLargeForType(path: name, width: width, height: height, limit: limit)
    }
    let quality = Int32(min(max(options.quality, 1), 100))
    let file = try Self.take(name) {
      cimage_encode_jpeg(converted(to: .eight).bytes, Int32(width), Int32(height), quality, quality >= 90)
    }
    guard let recipe = options.recipe else { return file }
    return try JPEGComment.inserting(recipe, into: file, name: name)
  }

  private func encodedPNG(_ options: EncodeOptions, _ name: String) throws(ImageError) -> [UInt8] {
    let file = try Self.take(name) {
      cimage_encode_png(bytes, Int32(width), Int32(height), Int32(depth.rawValue))
    }
    guard let recipe = options.recipe else { return file }
    return PNGText.inserting(recipe, into: file)
  }

  private static func take(_ name: String, _ encode: () -> CImageEncoded) throws(ImageError) -> [UInt8] {
    let encoded = encode()
    defer { cimage_encoded_free(encoded) }
    guard let bytes = encoded.bytes else {
      guard let reason = encoded.reason else { throw .outOfMemory(path: name) }
      throw .unwritable(path: name, reason: String(cString: reason))
    }
    return [UInt8](UnsafeBufferPointer(start: bytes, count: encoded.count))
  }
}
