internal import Foundation
internal import Pages

/// How faithful a method is over many pictures: the means of what ``Faithfulness`` says of each.
public struct FaithfulnessSummary: Sendable, Equatable, Encodable {
  /// The method's name.
  public let method: String
  /// The number of pictures.
  public let pictures: Int
  /// The mean area below the insertion curves, 0…1; large is good.
  public let insertion: Double
  /// The mean area below the deletion curves, 0…1; small is good.
  public let deletion: Double
  /// The mean share of the confidence that is lost, 0…1; small is good.
  public let averageDrop: Double
  /// The share of the pictures, 0…1, of which the network became surer; large is good.
  public let increase: Double
  /// The mean infidelity; small is good.
  public let infidelity: Double
  /// The mean of the sensitivities that were measured; `nil` where none was. Small is good.
  public let maxSensitivity: Double?
  /// The mean probability where 0, 1, … 100 % of the pixels have come in.
  public let insertionCurve: [Double]
  /// The mean probability where 0, 1, … 100 % of the pixels are gone.
  public let deletionCurve: [Double]

  /// The percents of the pixels at which the mean curves have their values.
  public static let percents = Array(0...100)

  /// A summary.
  ///
  /// - Precondition: There is at least one picture.
  public init(method: String, _ scores: [Faithfulness.Scores]) {
    precondition(!scores.isEmpty, "a summary is over pictures")
    self.method = method
    pictures = scores.count
    insertion = Self.mean(scores.map(\.insertion.area))
    deletion = Self.mean(scores.map(\.deletion.area))
    averageDrop = scores.map(\.confidence).averageDrop
    increase = scores.map(\.confidence).increase
    infidelity = Self.mean(scores.map(\.infidelity))
    let sensitivities = scores.compactMap(\.maxSensitivity)
    maxSensitivity = sensitivities.isEmpty ? nil : Self.mean(sensitivities)
    insertionCurve = Self.meanCurve(scores.map(\.insertion))
    deletionCurve = Self.meanCurve(scores.map(\.deletion))
  }

  /// Pictures of several sizes have several numbers of steps, hence the percents.
  private static func meanCurve(_ curves: [ScoreCurve]) -> [Double] {
    percents.map { percent in mean(curves.map { $0.probability(at: Double(percent) / 100) }) }
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}

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
