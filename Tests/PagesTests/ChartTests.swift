import Foundation
import Testing

@testable import Pages

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ChartTests {
  @Test func axesHaveRoundNumbers() {
    func ticks(_ values: Double...) -> [Double] {
      ChartScale(values).ticks.map { ($0 * 1e6).rounded() / 1e6 }
    }
    #expect(ticks(0.13, 3.97) == [0, 1, 2, 3, 4])
    #expect(ticks(0.206, 0.786) == [0.2, 0.4, 0.6, 0.8])
    #expect(ticks(5, 5) == [4, 6])
    #expect(ticks(.nan, 1, 2) == [1, 1.5, 2] || ticks(.nan, 1, 2) == [1, 1.2, 1.4, 1.6, 1.8, 2])
    #expect(ChartScale([0, 4]).place(of: 1) == 0.25)
  }

  private func chart(_ name: String, _ values: [Double]) -> LineChart {
    LineChart(
      title: name, numbers: Array(values.indices), place: { "\($0) % of \(name)" },
      curves: [.init(name, .first, values), .init("flat", .second, values.map { _ in 0.5 }, note: "steady")],
      text: { "\($0)" })
  }

  /// In a page it answers to a pointer; as a file it is a picture alone, with its style in it.
  @Test(arguments: ["plain", #"</style><script>alert(1)</script>"&amp;<!--]]>"#])
  func drawingsAreWellFormed(name: String) {
    let chart = chart(name, [0, 1, 0.25, 1, 0, 1, 0, 1, 0])
    for text in [chart.figure.html, chart.document] {
      let parser = XMLParser(data: Data(text.utf8))
      #expect(parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
      #expect(!text.contains("<script"))
    }
    #expect(chart.figure.html.components(separatedBy: "data-say").count == 10)
    #expect(!chart.document.contains("data-say") && chart.document.contains("<style>"))
    #expect(chart.document.contains("flat steady"))
    #expect(chart.document.contains(">0 % of ") && chart.document.contains(">4</text>"))
  }

  /// The highest value lies at the top of the drawing, the lowest at the bottom; what is no number is left out.
  @Test func curvesLieWhereTheirValuesAre() {
    let html = chart("line", [0, .nan, 1]).figure.html
    #expect(html.contains(#"points="52.0,206.0 390.0,8.0""#))
  }
}
