internal import Pages

/// How often a network is right, by how sure it is (a reliability diagram), as an SVG in a figure.
struct ReliabilityChart {
  private let calibration: Calibration

  init(_ calibration: Calibration) { self.calibration = calibration }

  private static let side = 300.0
  private static let (left, right, top, bottom) = (46.0, 10.0, 8.0, 38.0)

  /// The figure.
  var figure: Markup {
    let right = Self.left + Self.side
    let (width, height) = (right + Self.right, Self.top + Self.side + Self.bottom)
    return .element(
      "figure", ["class": "card"],
      [
        .element("h3", [:], ["Right, by how sure it is"]),
        .element(
          "svg",
          [
            "viewBox": "0 0 \(svg(width)) \(svg(height))", "role": "img",
            "aria-label": "Accuracy over confidence",
          ],
          grid + calibration.bins.flatMap(bar)
            + [
              .element(
                "line",
                [
                  "class": "ideal", "x1": svg(Self.left), "y1": svg(y(0)), "x2": svg(right), "y2": svg(y(1)),
                ])
            ]),
        .element(
          "figcaption", [:],
          [
            .element(
              "output", [:],
              [
                "expected calibration error ",
                .element("b", [:], [Markup(calibration.expectedError.percentText)]),
              ])
          ]),
      ])
  }

  private func x(_ share: Double) -> Double { Self.left + Self.side * share }

  private func y(_ share: Double) -> Double { Self.top + Self.side * (1 - share) }

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
          "class": "bar", "x": svg(x(bin.lower) + gap), "y": svg(y(bin.accuracy)),
          "width": svg(x(bin.upper) - x(bin.lower) - 2 * gap), "height": svg(max(y(0) - y(bin.accuracy), 1)),
        ]),
      .element(
        "rect",
        [
          "class": "column", "x": svg(x(bin.lower)), "y": svg(Self.top),
          "width": svg(x(bin.upper) - x(bin.lower)), "height": svg(Self.side),
          "data-say":
            "\(bin.count) pictures: sure \(bin.confidence.percentText), right \(bin.accuracy.percentText)",
        ]),
    ]
  }
}
