internal import Pages

/// Curves over epochs, as an SVG in a figure. Pointing at an epoch shows its numbers.
struct LineChart {
  /// The place of a curve among others, which decides its colour.
  enum Rank: String {
    case first, second, third
  }

  /// A number per epoch.
  struct Curve {
    let name: String
    let rank: Rank
    let values: [Double]

    init(_ name: String, _ rank: Rank, _ values: [Double]) {
      self.name = name
      self.rank = rank
      self.values = values
    }
  }

  let title: String
  /// The epochs' numbers, at least one.
  let epochs: [Int]
  let curves: [Curve]
  /// Whether values far above most are cut off at the top, as the loss of a first epoch often is.
  var cutsOutliers = false
  /// How a value is written.
  let text: (Double) -> String

  private static let (width, height) = (400.0, 230.0)
  private static let (left, right, top, bottom) = (52.0, 10.0, 8.0, 24.0)
  private static let mostColumns = 400

  /// The figure.
  var figure: Markup {
    .element(
      "figure", ["class": "card"],
      [
        .element("h3", [:], [Markup(title)]),
        .element(
          "svg",
          [
            "viewBox": "0 0 \(svg(Self.width)) \(svg(Self.height))", "role": "img",
            "aria-label": "\(title) over \(epochs.count) epochs",
          ], grid + curves.flatMap(line) + columns),
        .element("figcaption", [:], [.element("output", [:], legend)]),
      ])
  }

  private var scale: ChartScale {
    let values = curves.flatMap(\.values).filter(\.isFinite).sorted()
    guard cutsOutliers, !values.isEmpty else { return ChartScale(values) }
    return ChartScale(values.filter { $0 <= 4 * values[values.count / 2] })
  }

  private func x(_ index: Int) -> Double {
    let width = Self.width - Self.left - Self.right
    return Self.left
      + width * (epochs.count > 1 ? Double(index) / Double(epochs.count - 1) : 0.5)
  }

  private func y(_ value: Double) -> Double {
    Self.top + (Self.height - Self.top - Self.bottom) * (1 - min(scale.place(of: value), 1))
  }

  private var grid: [Markup] {
    let rows = scale.ticks.flatMap { tick in
      [
        Markup.element(
          "line",
          [
            "x1": svg(Self.left), "x2": svg(Self.width - Self.right), "y1": svg(y(tick)), "y2": svg(y(tick)),
          ]),
        .element(
          "text", ["x": svg(Self.left - 6), "y": svg(y(tick) + 4), "text-anchor": "end"],
          [Markup(text(tick))]),
      ]
    }
    return rows
      + shownEpochs.map { index in
        let anchor =
          epochs.count == 1 ? "middle" : index == 0 ? "start" : index == epochs.count - 1 ? "end" : "middle"
        return .element(
          "text", ["x": svg(x(index)), "y": svg(Self.height - 6), "text-anchor": anchor],
          [Markup(index == 0 ? "epoch \(epochs[index])" : "\(epochs[index])")])
      }
  }

  /// The first, the last and a few between.
  private var shownEpochs: [Int] {
    let last = epochs.count - 1
    guard last > 0 else { return [0] }
    let between = last >= 8 ? [last / 2] : []
    return [0] + between + [last]
  }

  private func line(_ curve: Curve) -> [Markup] {
    let points = zip(epochs.indices, curve.values).filter { $1.isFinite }
      .map { "\(svg(x($0))),\(svg(y($1)))" }
    let dots = points.count == 1 ? points : Array(points.suffix(1))
    return [
      .element("polyline", ["class": curve.rank.rawValue, "points": points.joined(separator: " ")])
    ]
      + dots.map { point in
        let place = point.split(separator: ",").map(String.init)
        return .element("circle", ["class": curve.rank.rawValue, "cx": place[0], "cy": place[1], "r": "3.5"])
      }
  }

  /// What can be pointed at: a column per epoch, or per few where there are many.
  private var columns: [Markup] {
    let step = (epochs.count + Self.mostColumns - 1) / Self.mostColumns
    let width = epochs.count > 1 ? (x(1) - x(0)) * Double(step) : 40
    return stride(from: 0, to: epochs.count, by: step).map { index in
      let values = curves.map { "\($0.name) \(text($0.values[index]))" }
      return .element(
        "rect",
        [
          "class": "column", "x": svg(x(index) - width / 2), "y": svg(Self.top), "width": svg(width),
          "height": svg(Self.height - Self.top - Self.bottom),
          "data-say": "epoch \(epochs[index]): " + values.joined(separator: " · "),
        ])
    }
  }

  private var legend: [Markup] {
    curves.map { curve in
      .element(
        "span", ["class": "key \(curve.rank.rawValue)"],
        [Markup(curve.name), " ", .element("b", [:], [Markup(curve.values.last.map(text) ?? "")])])
    }
  }
}
