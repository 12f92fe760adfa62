/// The settings of all methods, by default those of their papers.
public struct ExplanationSettings: Sendable, Equatable, Codable {
  /// The noisy copies of SmoothGrad.
  public var smooth = SmoothGradient()
  /// The steps of Integrated Gradients.
  public var integrated = IntegratedGradients()
  /// Where Integrated Gradients starts.
  public var baseline = Baseline.black

  /// The papers' settings.
  public init() {}
}
