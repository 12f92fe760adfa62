import Foundation
import Testing

@testable import Explaining

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct SummaryTests {
  private func scores(_ insertion: [Double], _ after: Double, _ sensitivity: Double?) -> Faithfulness.Scores {
    let shares = insertion.indices.map { Double($0) / Double(insertion.count - 1) }
    return Faithfulness.Scores(
      insertion: ScoreCurve(shares: shares, probabilities: insertion),
      deletion: ScoreCurve(shares: shares, probabilities: insertion.reversed()),
      confidence: ConfidenceChange(before: 0.5, after: after), infidelity: after,
      maxSensitivity: sensitivity)
  }

  /// Two curves with different numbers of steps: straight from 0 to 1, and 1 from the middle on.
  @Test func itIsTheMeanOverPictures() {
    let summary = FaithfulnessSummary(
      method: "gradcam", [scores([0, 1], 0.25, 0.5), scores([0, 1, 1], 0.75, nil)])
    #expect(summary.method == "gradcam" && summary.pictures == 2)
    #expect(summary.insertion == (0.5 + 0.75) / 2 && summary.deletion == (0.5 + 0.75) / 2)
    #expect(summary.averageDrop == 0.25 && summary.increase == 0.5)
    #expect(summary.infidelity == 0.5 && summary.maxSensitivity == 0.5)
    #expect(summary.insertionCurve.count == 101 && summary.deletionCurve.count == 101)
    #expect(abs(summary.insertionCurve[25] - (0.25 + 0.5) / 2) < 1e-12)
    #expect(abs(summary.insertionCurve[75] - (0.75 + 1) / 2) < 1e-12)
    #expect(summary.insertionCurve[0] == 0 && summary.insertionCurve[100] == 1)
    #expect(zip(summary.deletionCurve, summary.insertionCurve.reversed()).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func asJSON() throws {
    let one = scores([0, 1], 0.75, nil)
    let line = try JSONSerialization.jsonObject(with: JSONEncoder().encode(one)) as? [String: Double]
    #expect(line == ["insertion": 0.5, "deletion": 0.5, "drop": 0, "increase": 1, "infidelity": 0.75])
    let summary = FaithfulnessSummary(method: "rise", [one])
    let table = try JSONSerialization.jsonObject(with: JSONEncoder().encode(summary)) as? [String: Any]
    #expect(table?["pictures"] as? Int == 1 && table?["maxSensitivity"] == nil)
    #expect((table?["insertionCurve"] as? [Double])?.count == 101)
  }

  @Test func thePlotIsAPictureOfItsOwn() {
    let summary = FaithfulnessSummary(method: "<rise>", [scores([0, 1], 0.25, 0.5)])
    let parser = XMLParser(data: Data(summary.plot.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
    #expect(
      summary.plot.contains("&lt;rise&gt;, 1 picture<") && summary.plot.contains("insertion, area 0.500"))
    #expect(summary.plot.contains(#"points="52.0,206.0 "#))
  }
}
