/// What a picture file says about itself beside its pixels.
public enum ImageMetadata {
  /// The text that ``EncodeOptions/recipe`` put into a PNG or JPEG file; `nil` when there is none.
  ///
  /// Only the file's structure is read, no pixels are decoded. A file of another type or a damaged one gives
  /// `nil` too.
  ///
  /// - Throws: ``ImageError`` when the file cannot be read.
  public static func recipe(of path: String) throws(ImageError) -> String? {
    let file = try FileReader(path)
    let start = try file.read(upTo: PNGText.signature.count)
    if start == PNGText.signature { return try PNGText.find(in: file) }
    guard start.starts(with: JPEGComment.signature) else { return nil }
    file.seek(to: JPEGComment.signature.count)
    return try JPEGComment.find(in: file)
  }

  /// Marks the text as Reverie's own, in both types.
  static let keyword = "Reverie"
}
