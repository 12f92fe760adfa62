public import Networks
public import Settings
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

// MARK: - The table

extension ExplanationSettings: SettingsTable {
  /// What people choose of them, in the order of the command line's help.
  public static let settings: [Setting<ExplanationSettings>] = [
    Setting(
      "samples", \.samples, .from(1, to: 100_000), value: "count",
      help: "Noisy copies of smoothgrad, masks of rise, copies of lime.",
      default: .text("\(SmoothGradient().samples), \(RISE().masks), \(LIME().samples)")),
    Setting(
      "noise", \.smooth.noise, .from(0, to: 10), value: "share",
      help: "SmoothGrad's noise as a share of the picture's range."),
    Setting(
      "smooth", \.smooth.method, value: "name",
      help: "The method that SmoothGrad smooths: \(GradientMethod.words.joined(separator: ", "))."),
    Setting(
      "steps", \.integrated.steps, .from(1, to: 100_000), value: "count",
      help: "The steps of Integrated Gradients."),
    Setting(
      "baseline", \.baseline, value: "picture",
      help: "A picture that shows nothing: black, white, or mean, the training pictures' color.",
      default: "black for integrated-gradients, mean for occlusion"),
    Setting(
      "window", \.occlusion.window, .from(1, to: 100_000), value: "pixels",
      help: "The side of occlusion's window.", default: "a quarter of the shorter side"),
    Setting(
      "stride", \.occlusion.stride, .from(1, to: 100_000), value: "pixels",
      help: "The pixels from one window to the next.", default: "a quarter of the window"),
    Setting(
      "segmentation", \.segmentation, value: "name", help: "How lime divides a picture: slic or quickshift."),
    Setting("seed", \.seed, .from(0, to: .max), value: "number", help: "Where random numbers start."),
  ]
}

extension ExplanationSettings {
  /// The noisy copies of SmoothGrad, the masks of RISE and the copies of LIME; `nil` while their numbers differ.
  public var samples: Int? {
    get { smooth.samples == rise.masks && rise.masks == lime.samples ? smooth.samples : nil }
    set {
      guard let newValue else { return }
      smooth.samples = newValue
      rise.masks = newValue
      lime.samples = newValue
    }
  }

  /// Where the random numbers of SmoothGrad, RISE and LIME start.
  public var seed: UInt64 {
    get { smooth.seed }
    set {
      smooth.seed = newValue
      rise.seed = newValue
      lime.seed = newValue
    }
  }

  /// How LIME divides a picture, with the method's usual settings.
  public var segmentation: SegmentationMethod {
    get { if case .quickshift = lime.segmentation { .quickshift } else { .slic } }
    set { lime.segmentation = newValue == .quickshift ? .quickshift(Quickshift()) : .slic(SLIC()) }
  }
}

/// How a picture is divided, as a word.
public enum SegmentationMethod: String, CaseIterable, SettingValue {
  /// Clusters around a grid: ``SLIC``.
  case slic
  /// Modes of the density of colors and places: ``Quickshift``.
  case quickshift
}

extension GradientMethod: SettingValue {}
extension Baseline: SettingValue {}

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
