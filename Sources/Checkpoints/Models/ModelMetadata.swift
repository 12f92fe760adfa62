public import Networks

/// What a file of weights says about its network: all that it takes to build it, feed it and read its answers.
public struct ModelMetadata: Codable, Sendable, Equatable {
  /// The format that this version of Reverie writes, and the latest that it reads.
  public static let currentFormat = 1

  /// The format of the description.
  public let formatVersion: Int
  /// The network.
  public let architecture: Architecture
  /// The names of the classes in the order of the logits; empty when they are not known.
  public let classNames: [String]
  /// What pictures must go through before they enter the network.
  public let normalization: Normalization
  /// Where the weights came from; `nil` for those that Reverie trained itself.
  public var origin: ModelOrigin?
  /// How the weights came to be.
  public var training: TrainingRecord?
  /// Names or aliases of layers worth dreaming on, the best first; may be empty.
  public var defaultLayers: [String]
  /// The license of the weights, as `CC BY 4.0`.
  public var license: String?
  /// Who must be named when the weights are passed on.
  public var attribution: String?

  /// The classes by name.
  public var labels: ClassLabels { ClassLabels(classNames) }

  /// The side in pixels of the squares that the network sees best: that on which it was tested, or ImageNet's customary 224.
  public var testedSize: Int { training?.pictureSize ?? 224 }

  /// A description in the current format.
  ///
  /// - Precondition: there is a name for each class, or none.
  public init(
    architecture: Architecture, classNames: [String] = [], normalization: Normalization = .imageNet,
    origin: ModelOrigin? = nil, training: TrainingRecord? = nil, defaultLayers: [String] = [],
    license: String? = nil, attribution: String? = nil
  ) {
    precondition(
      classNames.isEmpty || classNames.count == architecture.classes,
      "\(classNames.count) class names for \(architecture.classes) classes")
    formatVersion = Self.currentFormat
    self.architecture = architecture
    self.classNames = classNames
    self.normalization = normalization
    self.origin = origin
    self.training = training
    self.defaultLayers = defaultLayers
    self.license = license
    self.attribution = attribution
  }
}

extension ModelMetadata {
  /// Decodes what other versions of Reverie wrote too: unknown fields are passed over, a missing list is empty.
  ///
  /// - Throws: `DecodingError`, `NetworkError`; also when the names are not as many as the classes, or a default
  ///   layer is not in the network.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    formatVersion = try container.decode(Int.self, forKey: .formatVersion)
    architecture = try container.decode(Architecture.self, forKey: .architecture)
    classNames = try container.decodeIfPresent([String].self, forKey: .classNames) ?? []
    normalization = try container.decode(Normalization.self, forKey: .normalization)
    origin = try container.decodeIfPresent(ModelOrigin.self, forKey: .origin)
    training = try container.decodeIfPresent(TrainingRecord.self, forKey: .training)
    defaultLayers = try container.decodeIfPresent([String].self, forKey: .defaultLayers) ?? []
    license = try container.decodeIfPresent(String.self, forKey: .license)
    attribution = try container.decodeIfPresent(String.self, forKey: .attribution)
    guard classNames.isEmpty || classNames.count == architecture.classes else {
      throw DecodingError.dataCorruptedError(
        forKey: .classNames, in: container,
        debugDescription: "\(classNames.count) names for \(architecture.classes) classes")
    }
    let graph = defaultLayers.isEmpty ? nil : architecture.graph
    for name in defaultLayers { _ = try graph?.layer(name) }
  }
}
