import Checkpoints
import Datasets
import Training

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
