import Dreaming
import Explaining
import Files
import Foundation

/// What was measured of each method, photo by photo.
struct FaithfulnessTable {
  /// The maps that know nothing of the network; a number makes another random one.
  static let references: [(title: String, map: @Sendable (UInt64) -> ReferenceMap)] = [
    ("random map", { .random(seed: $0) }), ("centred blob", { _ in .centeredBlob }),
  ]

  private let model: String
  private let titles: [String]
  private var scores: [String: [Faithfulness.Scores]] = [:]
  private var rows: [String: [[WeightRandomization.Row]]] = [:]

  init(model: String, methods: [ExplanationMethod]) {
    self.model = model
    titles = methods.map(\.title) + Self.references.map(\.title)
  }

  /// Adds what was measured of one map.
  mutating func add(_ scores: Faithfulness.Scores, of title: String) {
    self.scores[title, default: []].append(scores)
  }

  /// Adds what became of one map under random weights.
  mutating func add(_ rows: [WeightRandomization.Row], of title: String) {
    self.rows[title, default: []].append(rows)
  }

  /// The means; `nil` when nothing was measured.
  var report: FaithfulnessReport? {
    let methods = titles.compactMap { title in
      scores[title].map {
        FaithfulnessReport.Method(
          scores: FaithfulnessSummary(method: title, $0), randomized: Self.mean(rows[title] ?? []))
      }
    }
    return methods.isEmpty ? nil : FaithfulnessReport(model: model, methods: methods)
  }

  private static func mean(_ photos: [[WeightRandomization.Row]]) -> [FaithfulnessReport.Randomized] {
    guard let first = photos.first else { return [] }
    return first.indices.map { index in
      let rows = photos.map { $0[index] }
      func mean(_ value: (WeightRandomization.Row) -> Double) -> Double {
        rows.map(value).reduce(0, +) / Double(rows.count)
      }
      return FaithfulnessReport.Randomized(
        layer: first[index].layer, rankCorrelation: mean(\.rankCorrelation),
        structuralSimilarity: mean(\.structuralSimilarity))
    }
  }
}

/// How faithful methods are over many photos.
struct FaithfulnessReport: Encodable {
  /// One method.
  struct Method: Encodable {
    let scores: FaithfulnessSummary
    /// The likeness to the map of the trained network, layer by layer from the head; empty where it was not measured.
    let randomized: [Randomized]
  }

  /// A map's likeness to that of the trained network once a layer and all behind it have random weights.
  struct Randomized: Encodable {
    let layer: String
    let rankCorrelation: Double
    let structuralSimilarity: Double
  }

  let model: String
  let methods: [Method]

  /// Prints the table.
  func print() {
    var table = Table([
      .left("method"), .right("photos"), .right("insertion ↑"), .right("deletion ↓"), .right("lost ↓"),
      .right("gained ↑"), .right("infidelity ↓"), .right("sensitivity ↓"), .right("random weights ↓"),
    ])
    func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "-" }
    for method in methods {
      let scores = method.scores
      table.add([
        scores.method, "\(scores.pictures)", number(scores.insertion), number(scores.deletion),
        number(scores.averageDrop), number(scores.increase), String(format: "%.3g", scores.infidelity),
        number(scores.maxSensitivity), number(method.randomized.last?.structuralSimilarity),
      ])
    }
    for line in table.lines { reverie.print(line) }
    reverie.print(
      "\narrows: which way is better. lost, gained: confidence when only the map shows. random weights: how like the map is "
        + "to itself\n(SSIM) when all weights are random; a map that explains the network is not.")
  }

  /// Writes `faithfulness.json` and a plot for each method into a folder.
  func write(to folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(self).write(to: URL(filePath: folder + "/faithfulness.json"), options: .atomic)
    for method in methods {
      try Data(method.scores.plot.utf8).write(
        to: URL(filePath: "\(folder)/\(safeFileName(method.scores.method)).svg"), options: .atomic)
    }
  }
}
