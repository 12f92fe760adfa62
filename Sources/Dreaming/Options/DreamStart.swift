/// What a dream starts from.
public enum DreamStart: String, Codable, Sendable, CaseIterable {
  /// The photo.
  case photo
  /// Noise of the photo's size; the seed decides which. In pixels it is even, in 0…1; in other image spaces it is faint,
  /// around the mean color, and looks as that space's pictures do.
  case noise
}
