public import Networks
public import Torch

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
  /// Where Integrated Gradients starts, and what occlusion hides with; `nil`: black for the one, the mean color for the other.
  public var baseline: Baseline?

  /// The papers' settings.
  public init() {}
}

/// A picture that shows nothing.
public enum Baseline: String, Sendable, CaseIterable, Codable {
  /// All black, as the paper of Integrated Gradients has it.
  case black
  /// The mean color of the network's training pictures: zeros for the network, as captum has it.
  case mean
  /// All white.
  case white

  /// The picture in a network's normalization, of the shape `[1, 3, H, W]`.
  public func picture(_ shape: [Int], _ normalization: Normalization) throws(TorchError) -> Tensor {
    let nothing = try Tensor.zeros(shape)
    return switch self {
    case .black: try normalization.normalize(nothing)
    case .mean: nothing
    case .white: try normalization.normalize(nothing + 1)
    }
  }
}
