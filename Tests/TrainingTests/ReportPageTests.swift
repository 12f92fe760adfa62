import Foundation
import Testing

@testable import Training

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ReportPageTests {
  private static let hostile =
    #"</script><script>alert(1)</script>"><img src=x onerror='alert(2)'>&amp;<!--]]>"#

  @Test(arguments: ["plain", hostile, "a\u{2028}b\u{0}c"])
  func thePageIsWellFormedAndNeedsNothingElse(name: String) throws {
    let html = page(name, epochs: 3).html
    let parser = XMLParser(data: Data(html.utf8))
    let reader = Elements()
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
    #expect(reader.counts["script"] == 1)
    #expect(reader.counts["img"] == 1)
    // Loss, accuracy, learning rate; accuracy and pictures by confidence; the matrix.
    #expect(reader.counts["svg"] == 6)
    #expect(reader.counts["polyline"] == 6)
    #expect(reader.addresses == ["data:image/jpeg;base64,AQID"])
    #expect(!html.contains("http://") && !html.contains("https://"))
    #expect(html.contains("default-src 'none'"))
  }

  @Test func anEvaluationHasNoCurves() throws {
    let html = page("fox", epochs: 0).html
    #expect(!html.contains("Over the epochs"))
    #expect(html.contains("fox taken for owl: 1 of 2"))
    #expect(html.contains("owl: 1 of 1 right"))
    #expect(html.contains("66.7\u{A0}%"))
  }

  /// Two hundred of a thousand classes are drawn, and numbers that are no numbers break nothing.
  @Test func largeAndOddRunsAreDrawn() {
    let answers = (0..<1000).map {
      Prediction(path: "\($0)", label: $0, logits: [1] + [Float](repeating: 0, count: 999))
    }
    let html = ReportPage(
      title: "large", subtitle: "", epochs: [report(1, loss: .nan), report(2, loss: .infinity)],
      metrics: ClassificationMetrics(answers, classes: 1000), classNames: [], mistakes: [], facts: [],
      command: nil
    ).html
    #expect(html.contains("The 200 of 1000 classes with most mistakes."))
    #expect(html.utf8.count < 1_000_000)
    #expect(html.firstMatch(of: /.{0,40}="-?(nan|inf).{0,40}/)?.output.0 == nil)
  }

  private func page(_ name: String, epochs: Int) -> ReportPage {
    let answers = [
      Prediction(path: name, label: 0, logits: [2, 1]), Prediction(path: name, label: 0, logits: [1, 3]),
      Prediction(path: name, label: 1, logits: [1, 2]),
    ]
    return ReportPage(
      title: name, subtitle: name, epochs: (0..<epochs).map { report($0 + 1, loss: 2) },
      metrics: ClassificationMetrics(answers, classes: 2), classNames: [name, "owl"],
      mistakes: [.init(answers[1], picture: [1, 2, 3])], facts: [.init(name, [(name, name), ("none", nil)])],
      command: name)
  }

  private func report(_ epoch: Int, loss: Double) -> EpochReport {
    EpochReport(
      epoch: epoch, size: 32, tested: .test, learningRate: 0.1, trainLoss: loss, trainAccuracy: 0.5,
      testLoss: loss,
      testAccuracy: 0.5, testClassAccuracy: 0.5, seconds: 1)
  }

  /// What a parser finds on the page.
  private final class Elements: NSObject, XMLParserDelegate {
    var counts: [String: Int] = [:]
    var addresses: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      counts[name, default: 0] += 1
      addresses += attributes.filter {
        ["src", "href", "action", "data", "srcset", "poster"].contains($0.key)
      }
      .map(\.value)
    }
  }
}
