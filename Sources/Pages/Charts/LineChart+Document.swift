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
