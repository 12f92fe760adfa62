/// How a dream goes from one level of the pyramid to the next.
public enum PyramidKind: String, Codable, Sendable, CaseIterable {
  /// The whole picture is enlarged, as in "DeepDream: What I Dreamt While At College"; the photo's fine detail stays
  /// lost where the smaller levels could not hold it.
  case paper
  /// Only what was dreamt is enlarged and laid over the photo of the next size, as the original code of 2015 did
  /// (Mordvintsev, Olah & Tyka, "Inceptionism"); the photo stays sharp.
  case detail
}
