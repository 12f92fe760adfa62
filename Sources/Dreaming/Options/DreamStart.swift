/// What a dream starts from.
public enum DreamStart: String, Codable, Sendable, CaseIterable {
  /// The photo.
  case photo
  /// Even noise in 0…1 of the photo's size; the seed decides which.
  case noise
}
