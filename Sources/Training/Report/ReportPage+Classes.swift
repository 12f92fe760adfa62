internal import Datasets
internal import Imaging
internal import Pages
internal import Torch

extension ReportPage {
  /// The matrix and the pairs that are confused most often.
  var confusions: Markup {
    let pairs = metrics.confusion.mistakes.prefix(15).map { cell in
      Markup.element(
        "li", [:],
        [
          .element(
            "span", [:],
            [Markup(name(of: cell.label)), .element("b", [:], [" → "]), Markup(name(of: cell.answer))]),
          .element(
            "span", ["class": "number"], ["\(cell.count) of \(metrics.confusion.total(of: cell.label))"]),
        ])
    }
    let list =
      pairs.isEmpty
      ? Markup.element("p", ["class": "note"], ["There was no mistake."])
      : .element("ol", ["class": "pairs"], Array(pairs))
    return section(
      "What is taken for what", nil,
      [
        .element(
          "div", ["class": "split"],
          [
            ConfusionChart(metrics.confusion, name: name).figure,
            .element("div", ["class": "card"], [.element("h3", [:], ["Most often"]), list]),
          ])
      ])
  }

  /// How sure the network is and how right.
  var certainty: Markup {
    let calibration = metrics.calibration
    let error = Markup([
      "expected calibration error ", .element("b", [:], [Markup(calibration.expectedError.percentText)]),
    ])
    return section(
      "How far it can be believed",
      """
      Pictures sorted by the probability of the network's answer; where a bar ends below the line, it is surer than it is \
      right. The expected calibration error is the mean distance, weighted by pictures (Guo et al. 2017, 15 bins).
      """,
      [
        .element(
          "div", ["class": "cards"],
          [
            BinChart(
              title: "Right, by how sure it is", bins: calibration.bins, height: \.accuracy, caption: error,
              showsIdeal: true
            ).figure,
            BinChart(
              title: "Pictures, by how sure it is", bins: calibration.bins,
              height: { Double($0.count) / Double(max(metrics.count, 1)) },
              caption: "\(metrics.count.groupedText) pictures", showsIdeal: false
            ).figure,
          ])
      ])
  }

  /// The accuracy of every class, the lowest first.
  var classes: Markup {
    let confusion = metrics.confusion
    let rows = confusion.labels.map { (label: $0, accuracy: confusion.accuracy(of: $0) ?? 0) }
      .sorted { ($0.accuracy, name(of: $0.label)) < ($1.accuracy, name(of: $1.label)) }
      .map { row in
        Markup.element(
          "li", [:],
          [
            .element("span", ["class": "name"], [Markup(name(of: row.label))]),
            .element(
              "span", ["class": "bar"], [.element("i", ["style": "width:\(row.accuracy.percentOfWidth)"])]),
            .element(
              "span", ["class": "number"],
              ["\(confusion.right(of: row.label)) of \(confusion.total(of: row.label))"]),
          ])
      }
    let lowest = Markup.element("ul", ["class": "classes"], Array(rows.prefix(Self.lowestCount)))
    guard rows.count > Self.lowestCount else { return section("Class by class", nil, [lowest]) }
    return section(
      "Class by class", "The \(Self.lowestCount) lowest of \(rows.count) classes.",
      [
        lowest,
        .element(
          "details", [:],
          [
            .element("summary", [:], ["The other \(rows.count - Self.lowestCount)"]),
            .element("ul", ["class": "classes"], Array(rows.dropFirst(Self.lowestCount))),
          ]),
      ])
  }

  private static let lowestCount = 24

  /// The wrong answers that it was surest of.
  var worst: Markup {
    guard !mistakes.isEmpty else { return .empty }
    return section(
      "Its worst mistakes", "The wrong answers that it was surest of, with the squares that it saw.",
      [
        .element(
          "div", ["class": "pictures"],
          mistakes.map { mistake in
            let prediction = mistake.prediction
            let (truth, answer) = (
              name(of: prediction.label), prediction.choices.first.map { name(of: $0.label) } ?? ""
            )
            return .element(
              "figure", [:],
              [
                .element(
                  "img",
                  [
                    "src": Page.address(ofJPEG: mistake.picture), "loading": "lazy",
                    "alt": "A picture of \(truth), taken for \(answer)",
                  ]),
                .element(
                  "figcaption", [:],
                  [
                    .element("b", [:], [Markup(answer)]), " \(prediction.confidence.percentText)",
                    .element(
                      "span", [:], ["really \(truth), \(prediction.labelProbability.percentText)"]),
                  ]),
              ])
          })
      ])
  }
}

extension ReportPage.Mistake {
  private static let side = 160

  /// The worst of `predictions` with their pictures; those that cannot be read any more are left out.
  public static func worst(of predictions: [Prediction]) -> [ReportPage.Mistake] {
    predictions.worst(ReportPage.mistakeCount).compactMap { prediction in
      var unused = SplitMix64(seed: 0)
      guard let image = try? Image(contentsOf: prediction.path),
        let square = try? Transform.centerCrop(side: side)(image, random: &unused),
        let picture = try? Image(square.to(.float32) * (1 / 255))
          .encoded(as: .jpeg, options: EncodeOptions(quality: 80))
      else { return nil }
      return ReportPage.Mistake(prediction, picture: picture)
    }
  }
}
