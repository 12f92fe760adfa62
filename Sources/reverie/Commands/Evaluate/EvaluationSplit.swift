import ArgumentParser
import Checkpoints
import Datasets
import Training

/// Which pictures of a folder a model is tested on.
enum EvaluationSplit: ExpressibleByArgument, CustomStringConvertible, Equatable {
  /// All of them.
  case all
  /// Those that were held out of the model's training, or the others.
  case test, train
  /// The test part of a split of one's own.
  case rule(SplitRule)

  init?(argument: String) {
    switch argument {
    case "all": self = .all
    case "test": self = .test
    case "train": self = .train
    default:
      guard let rule = SplitRule(argument) else { return nil }
      self = .rule(rule)
    }
  }

  var description: String {
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
  /// - Throws: `EvaluationError.unknownSplit` when the model does not say what was held out.
  func samples(of folder: ImageFolder, for model: Model) throws -> [Sample] {
    guard self != .all else { return folder.samples }
    let heldOut = HeldOut(model.metadata)
    if case .rule(let rule) = self { return try folder.split(rule, seed: heldOut?.seed ?? 42).test }
    guard let heldOut else { throw EvaluationError.unknownSplit(model: model.name) }
    let parts = try folder.split(heldOut.rule, seed: heldOut.seed)
    return self == .test ? parts.test : parts.train
  }
}

/// How the pictures that a model was tested on were drawn.
struct HeldOut: Equatable, CustomStringConvertible {
  let rule: SplitRule
  let seed: UInt64

  init(rule: SplitRule, seed: UInt64) {
    self.rule = rule
    self.seed = seed
  }

  /// As the model's recipe says it; the first models name the share that was kept for testing.
  init?(_ model: ModelMetadata) {
    guard let recipe = model.training?.recipe, let seed = recipe["seed"].flatMap(UInt64.init) else {
      return nil
    }
    let rule =
      recipe["split"].flatMap(SplitRule.init)
      ?? recipe["testShare"].flatMap(Double.init).flatMap { SplitRule("\(1 - $0)") }
    guard let rule else { return nil }
    self.init(rule: rule, seed: seed)
  }

  /// The seed draws the pictures of a share alone.
  static func == (a: HeldOut, b: HeldOut) -> Bool {
    if case .share = a.rule { return a.rule == b.rule && a.seed == b.seed }
    return a.rule == b.rule
  }

  /// The flags that draw the same pictures.
  var description: String {
    if case .share = rule { return "--split \(rule) --seed \(seed)" }
    return "--split \(rule)"
  }
}
