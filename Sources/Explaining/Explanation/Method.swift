internal import Files
internal import Networks

/// A way to say which parts of a picture a score comes from.
public enum Method: Sendable, Hashable, CaseIterable {
  /// From one gradient to the picture.
  case gradient(GradientMethod)
  /// The mean over noisy copies.
  case smoothGradient
  /// Along the way from a baseline.
  case integratedGradients
  /// From what a layer answers and its gradient.
  case activation(ActivationMethod)
  /// From the scores of the picture seen through a layer's channels.
  case scoreCAM
  /// From the scores without each of a layer's channels.
  case ablationCAM
  /// Guided backpropagation where Grad-CAM looks (Selvaraju et al. 2017).
  case guidedGradCAM
  /// From the scores with a window hidden, place by place.
  case occlusion
  /// From the probabilities behind random masks.
  case rise
  /// From a linear model of the probabilities with random segments hidden.
  case lime

  /// All methods: first those of gradients, then those of a layer, then those that cover and ask.
  public static let allCases: [Method] =
    [.gradient(.saliency), .gradient(.inputTimesGradient), .smoothGradient, .integratedGradients]
    + [.gradient(.guidedBackpropagation), .gradient(.deconvolution)]
    + ActivationMethod.allCases.map(Self.activation) + [.scoreCAM, .ablationCAM, .guidedGradCAM]
    + [.occlusion, .rise, .lime]

  /// The name on command lines and in files.
  public var name: String {
    switch self {
    case .gradient(let method): method.rawValue
    case .smoothGradient: "smoothgrad"
    case .integratedGradients: "integrated-gradients"
    case .activation(let method): method.rawValue
    case .scoreCAM: "score-cam"
    case .ablationCAM: "ablation-cam"
    case .guidedGradCAM: "guided-grad-cam"
    case .occlusion: "occlusion"
    case .rise: "rise"
    case .lime: "lime"
    }
  }

  /// The name as papers write it.
  public var title: String {
    switch self {
    case .gradient(.saliency): "Saliency"
    case .gradient(.inputTimesGradient): "Input × gradient"
    case .gradient(.guidedBackpropagation): "Guided backpropagation"
    case .gradient(.deconvolution): "Deconvolution"
    case .smoothGradient: "SmoothGrad"
    case .integratedGradients: "Integrated Gradients"
    case .activation(.gradCAM): "Grad-CAM"
    case .activation(.gradCAMPlusPlus): "Grad-CAM++"
    case .activation(.layerCAM): "LayerCAM"
    case .activation(.hiResCAM): "HiResCAM"
    case .activation(.xGradCAM): "XGrad-CAM"
    case .activation(.eigenCAM): "EigenCAM"
    case .scoreCAM: "Score-CAM"
    case .ablationCAM: "Ablation-CAM"
    case .guidedGradCAM: "Guided Grad-CAM"
    case .occlusion: "Occlusion"
    case .rise: "RISE"
    case .lime: "LIME"
    }
  }

  /// Whether the network is asked once or twice, and not tens or thousands of times.
  public var isQuick: Bool {
    switch self {
    case .gradient, .activation, .guidedGradCAM: true
    case .smoothGradient, .integratedGradients, .scoreCAM, .ablationCAM, .occlusion, .rise, .lime: false
    }
  }

  /// The method of a name; case, hyphens, underscores and spaces do not matter, and `cam`, `ig` and `gradcampp` are understood.
  ///
  /// - Throws: ``ExplainError/unknownMethod(_:nearest:)``.
  public init(named text: String) throws(ExplainError) {
    let plain = Self.plain(text)
    let other = ["cam": "grad-cam", "ig": "integrated-gradients", "gradcampp": "grad-cam++"][plain]
    guard let method = Self.allCases.first(where: { Self.plain($0.name) == Self.plain(other ?? text) }) else {
      throw .unknownMethod(text, nearest: nearestNames(to: text, among: Self.allCases.map(\.name), count: 4))
    }
    self = method
  }

  private static func plain(_ text: String) -> String { text.lowercased().filter { !"-_ ".contains($0) } }
}

extension Method: Encodable {
  /// As its name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
