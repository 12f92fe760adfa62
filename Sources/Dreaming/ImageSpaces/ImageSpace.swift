/// What a dream changes, as opposed to what the network sees.
///
/// A picture is a linear map A of its parameters; following the gradient of the parameters moves the picture along
/// A·Aᵀ times its own gradient. See "Feature Visualization" (Olah, Mordvintsev & Schubert, 2017), "preconditioning".
public enum ImageSpace: String, Codable, Sendable, CaseIterable {
  /// The pixels themselves.
  case pixels
  /// Pixels whose colours are mixed as in photos: brightness moves most, opponent colours less.
  case decorrelated
  /// Waves of all lengths in those colours, each as strong as its length, as in photos.
  case fourier
}
