/// How a gradient is smoothed before it is followed.
public enum GradientSmoothing: String, Codable, Sendable, CaseIterable {
  /// The mean of three Gaussian blurs that widen from step to step, as in "DeepDream: What I Dreamt While At College".
  case gaussian
  /// Each band of a Laplacian pyramid brought to the same size, so that coarse and fine detail grow alike, as in
  /// TensorFlow's tutorial of 2015.
  case laplacian
  /// Not at all.
  case none
}
