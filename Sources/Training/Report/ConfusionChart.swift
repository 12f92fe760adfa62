internal import Pages

/// A confusion matrix as an SVG in a figure: a row for each class, a column for each answer. Pointing at a place tells its
/// pictures; up to twenty classes have their names and numbers on it.
struct ConfusionChart {
  private let confusion: ConfusionMatrix
  private let name: (Int) -> String
  /// The classes that are shown, in order.
  private let labels: [Int]
  private let classCount: Int

  /// More would neither be seen nor lie lightly in a page.
  private static let mostClasses = 200
  private static let mostNamedClasses = 20

  /// - Parameter name: gives a class's name.
  init(_ confusion: ConfusionMatrix, name: @escaping (Int) -> String) {
    self.confusion = confusion
    self.name = name
    var mistakes: [Int: Int] = [:]
    for cell in confusion.cells {
      mistakes[cell.label, default: 0] += cell.label == cell.answer ? 0 : cell.count
      mistakes[cell.answer, default: 0] += cell.label == cell.answer ? 0 : cell.count
    }
    classCount = mistakes.count
    labels = mistakes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .prefix(Self.mostClasses).map(\.key).sorted()
  }

  private var isNamed: Bool { labels.count <= Self.mostNamedClasses }
  private var side: Double { isNamed ? 30 : 6 }
  private var margin: (left: Double, top: Double, right: Double) { isNamed ? (120, 96, 60) : (0, 0, 0) }

  /// The figure.
  var figure: Markup {
    let length = Double(labels.count) * side
    let (width, height) = (margin.left + length + margin.right, margin.top + length)
    let places = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    return .element(
      "figure", ["class": isNamed ? "card matrix named" : "card matrix"],
      [
        .element("h3", [:], ["Confusion matrix"]),
        .element(
          "div", ["class": "scroll"],
          [
            .element(
              "svg",
              [
                "viewBox": "0 0 \(svg(width)) \(svg(height))", "role": "img", "width": svg(width),
                "aria-label": "Confusion matrix of \(labels.count) classes",
              ],
              [
                .element(
                  "rect",
                  [
                    "class": "ground", "x": svg(margin.left), "y": svg(margin.top), "width": svg(length),
                    "height": svg(length),
                  ])
              ] + (isNamed ? names : []) + confusion.cells.flatMap { mark($0, places) })
          ]),
        .element("figcaption", [:], [.element("output", [:], [Markup(explanation)])]),
      ])
  }

  private var explanation: String {
    (labels.count < classCount ? "The \(labels.count) of \(classCount) classes with most mistakes. " : "")
      + "A row is a class, a column an answer; what is right lies on the diagonal."
  }

  private var names: [Markup] {
    labels.enumerated().flatMap { index, label in
      let middle = (Double(index) + 0.5) * side
      let (x, y) = (margin.left + middle + 4, margin.top - 8)
      return [
        Markup.element(
          "text", ["x": svg(margin.left - 8), "y": svg(margin.top + middle + 4), "text-anchor": "end"],
          [Markup(name(label).shortened)]),
        .element(
          "text", ["x": svg(x), "y": svg(y), "transform": "rotate(-50 \(svg(x)) \(svg(y)))"],
          [Markup(name(label).shortened)]),
      ]
    }
  }

  private func mark(_ cell: ConfusionMatrix.Cell, _ places: [Int: Int]) -> [Markup] {
    guard let row = places[cell.label], let column = places[cell.answer] else { return [] }
    let (x, y) = (margin.left + Double(column) * side, margin.top + Double(row) * side)
    let (label, answer) = (name(cell.label), name(cell.answer))
    let total = confusion.total(of: cell.label)
    let rectangle = Markup.element(
      "rect",
      [
        "class": cell.label == cell.answer ? "right" : "wrong", "x": svg(x), "y": svg(y), "width": svg(side),
        "height": svg(side), "fill-opacity": svg(0.2 + 0.8 * cell.share),
        "data-say": cell.label == cell.answer
          ? "\(label): \(cell.count) of \(total) right"
          : "\(label) taken for \(answer): \(cell.count) of \(total)",
      ])
    guard isNamed else { return [rectangle] }
    return [
      rectangle,
      .element(
        "text",
        [
          "class": cell.share > 0.5 ? "on" : "off", "x": svg(x + side / 2), "y": svg(y + side / 2 + 4),
          "text-anchor": "middle",
        ], ["\(cell.count)"]),
    ]
  }
}

extension String {
  /// As much of a name as fits beside a matrix.
  fileprivate var shortened: String { count > 16 ? prefix(15) + "…" : self }
}
