/// How a picture is written.
public struct EncodeOptions: Sendable, Equatable {
  /// Quality of a JPEG, 1 to 100; 92 unless set. From 90 on color keeps its full resolution (4:4:4).
  public var quality: Int

  /// A text to keep in the file, such as the JSON that tells how the picture was made; `nil` for none.
  ///
  /// A JPEG holds about 65,000 bytes of it. ``ImageMetadata/recipe(of:)`` reads it back.
  public var recipe: String?

  /// Options, by default those for a picture to look at.
  public init(quality: Int = 92, recipe: String? = nil) {
    self.quality = quality
    self.recipe = recipe
  }
}
