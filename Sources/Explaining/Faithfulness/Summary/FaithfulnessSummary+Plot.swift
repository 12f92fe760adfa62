internal import Foundation
internal import Pages

extension FaithfulnessSummary {
  /// The mean insertion and deletion curves as an SVG file, with their areas.
  public var plot: String {
    LineChart(
      title: "\(method), \(pictures == 1 ? "1 picture" : "\(pictures) pictures")", numbers: Self.percents,
      place: { "\($0) % of the pixels" },
      curves: [
        .init("insertion, area", .first, insertionCurve, note: String(format: "%.3f", insertion)),
        .init("deletion, area", .second, deletionCurve, note: String(format: "%.3f", deletion)),
      ], text: { String(format: "%.2f", $0) }
    ).document
  }
}
