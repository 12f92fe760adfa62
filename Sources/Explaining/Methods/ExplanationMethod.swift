internal import Files
public import Torch

/// A way to say which parts of a picture a score comes from.
///
/// A method is made in the file of its algorithm and listed in ``allCases``; nothing else needs to know it.
public struct ExplanationMethod: Sendable {
  /// The name on command lines and in files, as `grad-cam`.
  public let name: String
  /// The name as papers write it, as `Grad-CAM`.
  public let title: String
  /// Whether the network is asked once or twice, and not tens or thousands of times.
  public let isSinglePass: Bool

  /// What the method answers; its second argument gets the share that is done, 0…1, and may throw to stop.
  let attribution: @Sendable (AttributionRequest, (Double) throws -> Void) throws -> Attribution

  /// A method.
  ///
  /// - Parameter attribution: What it answers to a request. Its second argument is to be called with the share of the work that
  ///   is done, 0…1; what that throws is to be passed on.
  public init(
    _ name: String, title: String, isSinglePass: Bool = false,
    attribution: @escaping @Sendable (AttributionRequest, (Double) throws -> Void) throws -> Attribution
  ) {
    self.name = name
    self.title = title
    self.isSinglePass = isSinglePass
    self.attribution = attribution
  }
}

extension ExplanationMethod: CaseIterable {
  /// All methods: first those of gradients, then those of a layer, then those that cover and ask.
  public static let allCases: [ExplanationMethod] = [
    .saliency, .inputTimesGradient, .smoothGradient, .integratedGradients, .guidedBackpropagation,
    .deconvolution,
    .gradCAM, .gradCAMPlusPlus, .layerCAM, .hiResCAM, .xGradCAM, .eigenCAM, .scoreCAM, .ablationCAM,
    .guidedGradCAM,
    .occlusion, .rise, .lime,
  ]

  /// The method of a name; case, hyphens, underscores and spaces do not matter, and `cam`, `ig` and `gradcampp` are understood.
  ///
  /// - Throws: ``ExplainError/unknownMethod(_:nearest:)``.
  public init(named text: String) throws(ExplainError) {
    func plain(_ text: String) -> String { text.lowercased().filter { !"-_ ".contains($0) } }
    let other = ["cam": "grad-cam", "ig": "integrated-gradients", "gradcampp": "grad-cam++"][plain(text)]
    guard let method = Self.allCases.first(where: { plain($0.name) == plain(other ?? text) }) else {
      throw .unknownMethod(text, nearest: nearestNames(to: text, among: Self.allCases.map(\.name), count: 4))
    }
    self = method
  }
}

extension ExplanationMethod: Hashable {
  /// Whether two methods have the same name.
  public static func == (one: ExplanationMethod, other: ExplanationMethod) -> Bool { one.name == other.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// What a method is asked, the score of a class in a picture, with all that it may use for its answer.
public struct AttributionRequest {
  /// The class, by its index.
  public let target: Int
  /// The picture `[1, 3, H, W]` in the network's normalization.
  public let picture: Tensor
  /// The network: its scores, the layer of class activation maps, its normalization and the methods' settings.
  public let explainer: Explainer

  /// The network's scores and their gradients.
  public var scores: ClassScores { explainer.scores }
}

/// What a method answers, before it is made fit for eyes.
public struct Attribution {
  /// The numbers `[1, C, h, w]`, float32: three channels for colors, one for places.
  public var values: Tensor
  /// How they become a map.
  public var normalization: MapNormalization
  /// How they were made.
  public var settings: [NamedValue]
  /// What the method found out about itself.
  public var findings: [NamedValue]
  /// What the reader should know before believing it, a line each.
  public var warnings: [String]

  /// An answer.
  public init(
    _ values: Tensor, _ normalization: MapNormalization, settings: [NamedValue] = [],
    findings: [NamedValue] = [], warnings: [String] = []
  ) {
    self.values = values
    self.normalization = normalization
    self.settings = settings
    self.findings = findings
    self.warnings = warnings
  }
}
