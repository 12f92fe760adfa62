import Checkpoints
import Explaining
import Foundation
import Imaging

/// A photo with what explains it.
struct ExplainedPhoto {
  let path: String
  let photo: Image
  let sight: Sight
  let model: Model
  /// Class by class, and in each method by method.
  var explanations: [Explanation] = []

  /// The photo's name without its folder.
  var fileName: String { URL(filePath: path).lastPathComponent }

  /// The class and how likely it is, as people read it.
  func target(of explanation: Explanation) -> String {
    "\(model.className(explanation.classIndex)), \(explanation.probability.percent)"
  }

  /// What the network takes the photo for.
  var verdict: String {
    "\(model.className(sight.likeliest)) \(Double(sight.probabilities[sight.likeliest]).percent)"
  }
}

/// An explanation for other programs: a line of `explanations.jsonl`.
struct ExplanationRecord: Encodable {
  let photo: String
  let model: String
  let modelSHA256: String?
  let method: String
  let className: String
  let classIndex: Int
  let probability: Double
  let score: Double
  let settings: [String: String]
  let findings: [String: String]
  let warnings: [String]
  let scores: Faithfulness.Scores?
  let files: [String]

  init(_ explanation: Explanation, of seen: ExplainedPhoto, files: [String] = []) {
    func dictionary(_ facts: [Fact]) -> [String: String] {
      Dictionary(facts.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
    photo = seen.path
    model = seen.model.name
    modelSHA256 = seen.model.sha256
    method = explanation.method.name
    className = seen.model.className(explanation.classIndex)
    classIndex = explanation.classIndex
    probability = explanation.probability
    score = Double(seen.sight.scores[explanation.classIndex])
    settings = dictionary(explanation.settings)
    findings = dictionary(explanation.findings)
    warnings = explanation.warnings
    scores = explanation.scores
    self.files = files
  }

  /// The record as one line of JSON.
  var line: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}
