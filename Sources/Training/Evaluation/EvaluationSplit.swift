public import Checkpoints
public import Datasets

/// Which pictures of a folder a model is tested on.
///
/// As text: `all`, `test`, `train`, or a ``SplitRule``'s.
public enum EvaluationSplit: Sendable, Equatable {
  /// All of them.
  case all
  /// Those that were held out of the model's training.
  case test
  /// Those that the model was trained on.
  case train
  /// The test part of a split of one's own.
  case rule(SplitRule)
}

extension EvaluationSplit: LosslessStringConvertible {
  /// The split of a text; `nil` when it is none.
  public init?(_ text: String) {
    switch text {
    case "all": self = .all
    case "test": self = .test
    case "train": self = .train
    default:
      guard let rule = SplitRule(text) else { return nil }
      self = .rule(rule)
    }
  }

  /// The split as text.
  public var description: String {
    switch self {
    case .all: "all"
    case .test: "test"
    case .train: "train"
    case .rule(let rule): rule.description
    }
  }
}

extension EvaluationSplit {
  /// The pictures of a folder.
  ///
  /// - Throws: ``EvaluationError/unknownSplit(model:)`` when the model does not say what was held out; `DatasetError` where
  ///   the split does not fit the folder.
  public func samples(of folder: ImageFolder, for model: Model) throws -> [Sample] {
    guard self != .all else { return folder.samples }
    let heldOut = HeldOut(model.metadata)
    if case .rule(let rule) = self { return try folder.split(rule, seed: heldOut?.seed ?? 42).test }
    guard let heldOut else { throw EvaluationError.unknownSplit(model: model.name) }
    let parts = try folder.split(heldOut.rule, seed: heldOut.seed)
    return self == .test ? parts.test : parts.train
  }
}

/// How the pictures that a model was tested on were drawn.
public struct HeldOut: Sendable, Equatable, CustomStringConvertible {
  /// The rule of the split.
  public let rule: SplitRule
  /// What draws the pictures of a share.
  public let seed: UInt64

  /// A split that somebody names.
  public init(rule: SplitRule, seed: UInt64) {
    self.rule = rule
    self.seed = seed
  }

  /// As the model's recipe says it; the first models name the share that was kept for testing.
  public init?(_ model: ModelMetadata) {
    guard let recipe = model.training?.recipe, let seed = recipe["seed"].flatMap(UInt64.init) else {
      return nil
    }
    let rule =
      recipe["split"].flatMap { SplitRule($0) }
      ?? recipe["testShare"].flatMap(Double.init).flatMap { SplitRule("\(1 - $0)") }
    guard let rule else { return nil }
    self.init(rule: rule, seed: seed)
  }

  /// The seed draws the pictures of a share alone.
  public static func == (a: HeldOut, b: HeldOut) -> Bool {
    if case .share = a.rule { return a.rule == b.rule && a.seed == b.seed }
    return a.rule == b.rule
  }

  /// The settings that draw the same pictures.
  public var description: String {
    if case .share = rule { return "`split` \(rule) `seed` \(seed)" }
    return "`split` \(rule)"
  }
}
