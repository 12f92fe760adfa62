/// The settings of all methods, by default those of their papers.
public struct ExplanationSettings: Sendable, Equatable, Codable {
  /// The noisy copies of SmoothGrad.
  public var smooth = SmoothGradient()
  /// The steps of Integrated Gradients.
  public var integrated = IntegratedGradients()
  /// The windows of occlusion.
  public var occlusion = Occlusion()
  /// The masks of RISE.
  public var rise = RISE()
  /// The segments and copies of LIME.
  public var lime = LIME()
  /// Where Integrated Gradients starts, and what occlusion hides with; `nil`: black for the one, the mean colour for the other.
  public var baseline: Baseline?

  /// The papers' settings.
  public init() {}
}
