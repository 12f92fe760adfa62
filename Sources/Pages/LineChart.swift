/// Curves over whole numbers, as epochs or percents, drawn in SVG: for a page, or as a file of its own.
public struct LineChart {
  /// The place of a curve among others, which decides its color.
  public enum Rank: String, Sendable {
    /// The curve that the chart is about.
    case first
    /// The one that it is compared with.
    case second
    /// A third.
    case third
  }

  /// A value at each number.
  public struct Curve: Sendable {
    let name: String
    let rank: Rank
    let values: [Double]
    let note: String?

    /// A curve.
    ///
    /// - Parameters:
    ///   - values: As many as the chart's numbers; what is not finite is left out.
    ///   - note: What stands beside the name; `nil`: the last value.
    public init(_ name: String, _ rank: Rank, _ values: [Double], note: String? = nil) {
      self.name = name
      self.rank = rank
      self.values = values
      self.note = note
    }
  }

  /// What stands above the chart.
  public let title: String
  let numbers: [Int]
  let curves: [Curve]
  private let cutsOutliers: Bool
  private let place: (Int) -> String
  private let text: (Double) -> String

  /// A chart.
  ///
  /// - Parameters:
  ///   - numbers: Where the curves have values, in order, at equal distances; at least one.
  ///   - place: How a number is named, as `epoch 3`.
  ///   - cutsOutliers: Whether values far above most are cut off at the top, as the loss of a first epoch often is.
  ///   - text: How a value is written.
  public init(
    title: String, numbers: [Int], place: @escaping (Int) -> String, curves: [Curve],
    cutsOutliers: Bool = false, text: @escaping (Double) -> String
  ) {
    self.title = title
    self.numbers = numbers
    self.curves = curves
    self.cutsOutliers = cutsOutliers
    self.place = place
    self.text = text
  }

  static let (width, height) = (400.0, 230.0)
  static let (left, right, top, bottom) = (52.0, 10.0, 8.0, 24.0)
  private static let mostColumns = 400

  /// The chart in a page: a figure whose style and script the page brings. Pointing at a number shows its values.
  public var figure: Markup {
    .element(
      "figure", ["class": "card"],
      [
        .element("h3", [:], [Markup(title)]),
        .element(
          "svg",
          [
            "viewBox": "0 0 \(svg(Self.width)) \(svg(Self.height))", "role": "img", "aria-label": label,
          ], drawing + columns),
        .element("figcaption", [:], [.element("output", [:], legend)]),
      ])
  }

  /// The axes and the curves.
  var drawing: [Markup] { grid + curves.flatMap(line) }

  /// What the chart shows, for those who do not see it.
  var label: String { "\(title), \(place(numbers[0])) to \(numbers[numbers.count - 1])" }

  /// What stands beside a curve's name.
  func note(_ curve: Curve) -> String { curve.note ?? curve.values.last.map(text) ?? "" }

  private var scale: ChartScale {
    let values = curves.flatMap(\.values).filter(\.isFinite).sorted()
    guard cutsOutliers, !values.isEmpty else { return ChartScale(values) }
    return ChartScale(values.filter { $0 <= 4 * values[values.count / 2] })
  }

  private func x(_ index: Int) -> Double {
    let width = Self.width - Self.left - Self.right
    return Self.left
      + width * (numbers.count > 1 ? Double(index) / Double(numbers.count - 1) : 0.5)
  }

  private func y(_ value: Double, _ scale: ChartScale) -> Double {
    Self.top + (Self.height - Self.top - Self.bottom) * (1 - min(scale.place(of: value), 1))
  }

  private var grid: [Markup] {
    let scale = scale
    let rows = scale.ticks.flatMap { tick in
      let y = y(tick, scale)
      return [
        Markup.element(
          "line", ["x1": svg(Self.left), "x2": svg(Self.width - Self.right), "y1": svg(y), "y2": svg(y)]),
        .element(
          "text", ["x": svg(Self.left - 6), "y": svg(y + 4), "text-anchor": "end"], [Markup(text(tick))]),
      ]
    }
    return rows
      + namedPlaces.map { index in
        let anchor =
          numbers.count == 1
          ? "middle" : index == 0 ? "start" : index == numbers.count - 1 ? "end" : "middle"
        return .element(
          "text", ["x": svg(x(index)), "y": svg(Self.height - 6), "text-anchor": anchor],
          [Markup(index == 0 ? place(numbers[0]) : "\(numbers[index])")])
      }
  }

  /// The first, the last and one between.
  private var namedPlaces: [Int] {
    let last = numbers.count - 1
    guard last > 0 else { return [0] }
    let between = last >= 8 ? [last / 2] : []
    return [0] + between + [last]
  }

  private func line(_ curve: Curve) -> [Markup] {
    let scale = scale
    let points = zip(numbers.indices, curve.values).filter { $1.isFinite }
      .map { "\(svg(x($0))),\(svg(y($1, scale)))" }
    let dots = points.count == 1 ? points : Array(points.suffix(1))
    return [
      .element("polyline", ["class": curve.rank.rawValue, "points": points.joined(separator: " ")])
    ]
      + dots.map { point in
        let place = point.split(separator: ",").map(String.init)
        return .element("circle", ["class": curve.rank.rawValue, "cx": place[0], "cy": place[1], "r": "3.5"])
      }
  }

  /// What can be pointed at: a column per number, or per few where there are many.
  private var columns: [Markup] {
    let step = (numbers.count + Self.mostColumns - 1) / Self.mostColumns
    let width = numbers.count > 1 ? (x(1) - x(0)) * Double(step) : 40
    return stride(from: 0, to: numbers.count, by: step).map { index in
      let values = curves.map { "\($0.name) \(text($0.values[index]))" }
      return .element(
        "rect",
        [
          "class": "column", "x": svg(x(index) - width / 2), "y": svg(Self.top), "width": svg(width),
          "height": svg(Self.height - Self.top - Self.bottom),
          "data-say": "\(place(numbers[index])): " + values.joined(separator: " · "),
        ])
    }
  }

  private var legend: [Markup] {
    curves.map { curve in
      .element(
        "span", ["class": "key \(curve.rank.rawValue)"],
        [Markup(curve.name), " ", .element("b", [:], [Markup(note(curve))])])
    }
  }
}

extension LineChart {
  /// The chart as an SVG file that needs nothing else: title, curves, and their names below. Dark on white, for any
  /// program that reads SVG.
  public var document: String {
    let (head, foot) = (34.0, 30.0)
    let (width, height) = (Self.width, head + Self.height + foot)
    let content = Markup.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(svg(width)) \(svg(height))",
        "width": svg(2 * width), "height": svg(2 * height), "role": "img", "aria-label": label,
      ],
      [
        .element("style", [:], [Markup(trusted: Page.text(PackageResources.chart_css))]),
        .element("rect", ["class": "ground", "width": svg(width), "height": svg(height)]),
        .element("text", ["class": "title", "x": "12", "y": "22"], [Markup(title)]),
        .element("g", ["transform": "translate(0 \(svg(head)))"], drawing),
      ] + names(y: head + Self.height + foot / 2))
    return content.html + "\n"
  }

  /// The curves' names side by side, each with a piece of its line.
  private func names(y: Double) -> [Markup] {
    let distance = (Self.width - 24) / Double(max(curves.count, 1))
    return zip(curves, curves.indices).flatMap { curve, index in
      let x = 12 + distance * Double(index)
      return [
        Markup.element(
          "polyline",
          ["class": curve.rank.rawValue, "points": "\(svg(x)),\(svg(y)) \(svg(x + 14)),\(svg(y))"]),
        .element("text", ["x": svg(x + 20), "y": svg(y + 4)], [Markup("\(curve.name) \(note(curve))")]),
      ]
    }
  }
}
