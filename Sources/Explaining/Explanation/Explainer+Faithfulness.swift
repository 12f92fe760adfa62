internal import Foundation
internal import Torch

extension Explainer {
  /// How faithful an explanation of a photo is.
  ///
  /// How steady its method is, is measured for methods that ask the network once or twice.
  ///
  /// - Throws: `ExplainError`, `TorchError`.
  public func faithfulness(
    of explanation: Explanation, in sight: Sight, _ measures: Faithfulness = Faithfulness()
  ) throws -> Faithfulness.Scores {
    let (picture, target) = (sight.picture, explanation.classIndex)
    let (height, width) = (picture.shape[2], picture.shape[3])
    let values = explanation.values
    let isPicture = values.shape == picture.shape
    return try measures.scores(
      of: explanation.map.resized(height: height, width: width, antialias: false),
      attribution: isPicture ? values : nil, for: target, in: picture, scores,
      method: explanation.method.isQuick
        ? { noisy in
          let seen = Sight(picture: noisy, scores: sight.scores, probabilities: sight.probabilities)
          return try self.explanation(of: target, in: seen, by: explanation.method).values
        } : nil)
  }

  /// How faithful a map that knows nothing of the network is.
  ///
  /// - Throws: `ExplainError`, `TorchError`.
  public func faithfulness(
    of map: ReferenceMap, for target: Int, in sight: Sight, _ measures: Faithfulness = Faithfulness()
  ) throws -> Faithfulness.Scores {
    try measures.scores(
      of: map.map(height: sight.picture.shape[2], width: sight.picture.shape[3]), for: target,
      in: sight.picture, scores)
  }
}

extension Faithfulness.Scores {
  /// The scores as people read them.
  public var facts: [Fact] {
    func number(_ value: Double) -> String { String(format: "%.3f", value) }
    return [
      Fact("insertion", number(insertion.area)), Fact("deletion", number(deletion.area)),
      Fact("confidence lost", String(format: "%.0f %%", 100 * confidence.drop)),
      Fact("infidelity", String(format: "%.3g", infidelity)),
    ] + (maxSensitivity.map { [Fact("sensitivity", number($0))] } ?? [])
  }
}
