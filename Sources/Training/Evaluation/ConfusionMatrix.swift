/// How often pictures of one class were taken for another. Only what occurred is kept.
public struct ConfusionMatrix: Sendable, Equatable {
  /// The pictures of a class that were taken for one class.
  public struct Cell: Sendable, Equatable {
    /// The class of the pictures.
    public let label: Int
    /// The class that they were taken for.
    public let answer: Int
    /// How many there are, at least 1.
    public let count: Int
    /// Their share of all pictures of their class, above 0 to 1.
    public let share: Double
  }

  /// What occurred, by class and then by answer.
  public let cells: [Cell]
  private let totals: [Int: Int]
  private let answered: [Int: Int]
  private let right: [Int: Int]

  /// Counts `predictions`.
  public init(_ predictions: [Prediction]) {
    var counts: [Int: [Int: Int]] = [:]
    for prediction in predictions {
      guard let answer = prediction.choices.first?.label else { continue }
      counts[prediction.label, default: [:]][answer, default: 0] += 1
    }
    let totals = counts.mapValues { $0.values.reduce(0, +) }
    cells = counts.sorted { $0.key < $1.key }.flatMap { label, answers in
      answers.sorted { $0.key < $1.key }.map { answer, count in
        Cell(
          label: label, answer: answer, count: count, share: Double(count) / Double(totals[label] ?? count))
      }
    }
    self.totals = totals
    answered = cells.reduce(into: [:]) { $0[$1.answer, default: 0] += $1.count }
    right = cells.reduce(into: [:]) { if $1.label == $1.answer { $0[$1.label] = $1.count } }
  }

  /// The classes of which there are pictures, in order.
  public var labels: [Int] { totals.keys.sorted() }

  /// The number of pictures of a class.
  public func total(of label: Int) -> Int { totals[label] ?? 0 }

  /// The number of pictures of a class that were seen as such.
  public func right(of label: Int) -> Int { right[label] ?? 0 }

  /// The share of a class's pictures that were seen as such (recall), 0…1; `nil` where there are none.
  public func accuracy(of label: Int) -> Double? {
    totals[label].map { Double(right(of: label)) / Double($0) }
  }

  /// The share of the pictures taken for a class that are of that class, 0…1; `nil` where none was.
  public func precision(of label: Int) -> Double? {
    answered[label].map { Double(right(of: label)) / Double($0) }
  }

  /// The mistakes that occurred most often, of equals those that are the larger share of their class first.
  public var mistakes: [Cell] {
    cells.filter { $0.label != $0.answer }
      .sorted { ($1.count, $1.share, $0.label, $0.answer) < ($0.count, $0.share, $1.label, $1.answer) }
  }
}
