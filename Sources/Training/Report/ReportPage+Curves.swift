internal import Pages

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
