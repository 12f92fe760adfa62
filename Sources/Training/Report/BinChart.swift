internal import Pages

/// Bars over how sure a network is, as an SVG in a figure: with the share that is right, a reliability diagram.
struct BinChart {
  let title: String
  let bins: [Calibration.Bin]
  /// The share that a bin's bar shows, 0…1.
  let height: (Calibration.Bin) -> Double
  /// The line below the chart.
  let caption: Markup
  /// Whether the line is drawn on which a network is right as often as it is sure.
  let showsIdeal: Bool

  private static let (side, tall) = (300.0, 220.0)
  private static let (left, right, top, bottom) = (46.0, 10.0, 8.0, 38.0)

  /// The figure.
  var figure: Markup {
    let right = Self.left + Self.side
    let (width, height) = (right + Self.right, Self.top + Self.tall + Self.bottom)
    return .element(
      "figure", ["class": "card"],
      [
        .element("h3", [:], [Markup(title)]),
        .element(
          "svg",
          [
            "viewBox": "0 0 \(svg(width)) \(svg(height))", "role": "img",
            "aria-label": title,
          ],
          grid + bins.flatMap(bar) + (showsIdeal ? [ideal] : [])),
        .element("figcaption", [:], [.element("output", [:], [caption])]),
      ])
  }

  private var ideal: Markup {
    .element(
      "line",
      ["class": "ideal", "x1": svg(x(0)), "y1": svg(y(0)), "x2": svg(x(1)), "y2": svg(y(1))])
  }

  private func x(_ share: Double) -> Double { Self.left + Self.side * share }

  private func y(_ share: Double) -> Double { Self.top + Self.tall * (1 - share) }

  private var grid: [Markup] {
    [0, 0.25, 0.5, 0.75, 1].flatMap { share in
      let text = "\(Int(share * 100))\u{A0}%"
      let anchor = share == 0 ? "start" : share == 1 ? "end" : "middle"
      return [
        Markup.element(
          "line", ["x1": svg(x(0)), "x2": svg(x(1)), "y1": svg(y(share)), "y2": svg(y(share))]),
        .element("text", ["x": svg(x(0) - 6), "y": svg(y(share) + 4), "text-anchor": "end"], [Markup(text)]),
        .element("text", ["x": svg(x(share)), "y": svg(y(0) + 16), "text-anchor": anchor], [Markup(text)]),
      ]
    } + [
      .element(
        "text", ["x": svg(x(0.5)), "y": svg(y(0) + 32), "text-anchor": "middle"], ["how sure it is"])
    ]
  }

  private func bar(_ bin: Calibration.Bin) -> [Markup] {
    guard bin.count > 0 else { return [] }
    let gap = 1.0
    return [
      .element(
        "rect",
        [
          "class": "bar", "x": svg(x(bin.lower) + gap), "y": svg(y(height(bin))),
          "width": svg(x(bin.upper) - x(bin.lower) - 2 * gap), "height": svg(max(y(0) - y(height(bin)), 1)),
        ]),
      .element(
        "rect",
        [
          "class": "column", "x": svg(x(bin.lower)), "y": svg(Self.top),
          "width": svg(x(bin.upper) - x(bin.lower)), "height": svg(Self.tall),
          "data-say":
            "\(bin.count) pictures: sure \(bin.confidence.percentText), right \(bin.accuracy.percentText)",
        ]),
    ]
  }
}
