import Foundation
internal import Networks
internal import Pages

/// What a training run or an evaluation gave, as one HTML file that needs nothing else, on a phone too.
public struct ReportPage {
  /// A table of things to know, as the recipe or the machine.
  public struct Facts: Sendable {
    /// What the table is about.
    public var title: String
    /// The rows: a name and what is known under it.
    public var rows: [(name: String, value: String)]

    /// A table; rows without a value are left out.
    public init(_ title: String, _ rows: [(name: String, value: String?)]) {
      self.title = title
      self.rows = rows.compactMap { row in row.value.map { (row.name, $0) } }
    }
  }

  /// A wrong answer with its picture.
  public struct Mistake: Sendable {
    /// The answer.
    public var prediction: Prediction
    /// The square that the network saw, as a small JPEG.
    public var picture: [UInt8]

    /// A wrong answer.
    public init(_ prediction: Prediction, picture: [UInt8]) {
      self.prediction = prediction
      self.picture = picture
    }
  }

  /// The most wrong answers that a page shows.
  public static let mistakeCount = 24

  let title: String
  let subtitle: String
  let epochs: [EpochReport]
  let metrics: ClassificationMetrics
  let classNames: [String]
  let mistakes: [Mistake]
  let facts: [Facts]
  let command: String?

  /// A page.
  ///
  /// - Parameters:
  ///   - epochs: the run's epochs for the curves; none for an evaluation alone.
  ///   - classNames: the names of the model's classes; a class without one gets its number.
  ///   - command: the command line that gave all this.
  public init(
    title: String, subtitle: String, epochs: [EpochReport] = [], metrics: ClassificationMetrics,
    classNames: [String], mistakes: [Mistake], facts: [Facts], command: String?
  ) {
    self.title = title
    self.subtitle = subtitle
    self.epochs = epochs
    self.metrics = metrics
    self.classNames = classNames
    self.mistakes = mistakes
    self.facts = facts
    self.command = command
  }

  /// The file's content.
  public var html: String {
    Page(
      title: title, appearance: .system, style: Page.text(PackageResources.report_css),
      body: Markup([
        .element(
          "header", [:], [.element("h1", [:], [Markup(title)]), .element("p", [:], [Markup(subtitle)])]),
        .element("main", [:], [summary, curves, confusions, certainty, classes, worst, background]),
      ]),
      script: Page.text(PackageResources.report_js)
    ).html
  }

  /// A part of the page under a heading.
  func section(_ title: Markup, _ note: Markup? = nil, _ content: [Markup]) -> Markup {
    let note = note.map { [Markup.element("p", ["class": "note"], [$0])] } ?? []
    return .element("section", [:], [.element("h2", [:], [title])] + note + content)
  }

  /// The name of a class.
  func name(of label: Int) -> String {
    ClassLabels(classNames)[label]
  }

  private var summary: Markup {
    let tiles: [(name: String, value: String?)] = [
      ("right (top-1)", metrics.accuracy.percentText),
      ("among the first five", metrics.topFiveAccuracy?.percentText),
      ("mean over classes", metrics.classAccuracy.percentText),
      ("calibration error", metrics.calibration.expectedError.percentText),
      ("loss", metrics.loss.numberText),
      ("pictures", metrics.count.groupedText),
    ]
    return .element(
      "dl", ["id": "summary"],
      tiles.compactMap { tile in
        tile.value.map {
          .element("div", [:], [.element("dt", [:], [Markup(tile.name)]), .element("dd", [:], [Markup($0)])])
        }
      })
  }

  private var background: Markup {
    let tables = facts.filter { !$0.rows.isEmpty }.map { facts in
      Markup.element(
        "div", ["class": "card"],
        [
          .element("h3", [:], [Markup(facts.title)]),
          .element(
            "dl", [:],
            facts.rows.flatMap {
              [.element("dt", [:], [Markup($0.name)]), .element("dd", [:], [Markup($0.value)])]
            }),
        ])
    }
    let line = command.map { [Markup.element("code", [:], [Markup($0)])] } ?? []
    return section(
      "How it was made", nil, line + [.element("div", ["class": "cards"], tables)])
  }
}

extension ReportPage {
  /// Loss, accuracy and learning rate over the epochs.
  var curves: Markup {
    guard !epochs.isEmpty else { return .empty }
    let numbers = epochs.map(\.epoch)
    func chart(_ title: String, _ curves: [LineChart.Curve], _ text: @escaping (Double) -> String) -> Markup {
      LineChart(
        title: title, numbers: numbers, place: { "epoch \($0)" }, curves: curves,
        cutsOutliers: title == "Loss", text: text
      ).figure
    }
    return section(
      "Over the epochs", growth.map { Markup($0) },
      [
        .element(
          "div", ["class": "cards"],
          [
            chart(
              "Loss",
              [
                .init("training", .first, epochs.map(\.trainLoss)),
                .init("test", .second, epochs.map(\.testLoss)),
              ], \.numberText),
            chart(
              "Accuracy",
              [
                .init("training", .first, epochs.map(\.trainAccuracy)),
                .init("test", .second, epochs.map(\.testAccuracy)),
                .init("mean over classes", .third, epochs.map(\.testClassAccuracy)),
              ], \.percentText),
            chart("Learning rate", [.init("last step", .first, epochs.map(\.learningRate))], \.numberText),
          ])
      ])
  }

  /// Which epochs saw pictures of which size, where that changed.
  private var growth: String? {
    let changes = epochs.indices.filter { $0 == 0 || epochs[$0].size != epochs[$0 - 1].size }
    guard changes.count > 1 else { return nil }
    let parts = changes.map { "\(epochs[$0].size) pixels a side from epoch \(epochs[$0].epoch)" }
    return "Training pictures: " + parts.joined(separator: ", ") + "."
  }
}

extension Double {
  /// A share as `62.3 %`, with a space that does not break.
  var percentText: String { String(format: "%.1f\u{A0}%%", self * 100) }

  /// A share as a width in CSS, `62.3%`.
  var percentOfWidth: String { String(format: "%.1f%%", self * 100) }

  /// Three digits that count, as `1.85`, `0.0012`.
  var numberText: String { String(format: "%.3g", self) }
}

extension Int {
  /// With a comma before every three digits, as `14,714,688`.
  var groupedText: String { formatted(.number.locale(Locale(identifier: "en_US"))) }
}
