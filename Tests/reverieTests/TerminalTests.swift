import Foundation
import Testing
import Torch

@testable import reverie

@Suite("What the terminal shows")
struct TerminalTests {
  private let line = ProgressLine(
    label: "level 2/4, iteration  4/10", fraction: 0.25, rate: "1.53 it/s", secondsLeft: 138)

  @Test(arguments: [
    (
      200,
      "level 2/4, iteration  4/10  ██████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  25 %  1.53 it/s  2:18 min left"
    ),
    (80, "level 2/4, iteration  4/10  ████▎░░░░░░░░░░░░  25 %  1.53 it/s  2:18 min left"),
    (60, "level 2/4, iteration  4/10   25 %  2:18 min left"),
    (30, " 25 %  2:18 min left"),
    (12, " 25 %"),
    (3, ""),
  ])
  func theBarFitsTheWindow(width: Int, text: String) {
    #expect(line.bar(width: width, unicode: true) == text)
    #expect(text.count <= max(0, width - 3))
  }

  @Test func theBarNeedsNoUnicode() {
    #expect(
      line.bar(width: 80, unicode: false)
        == "level 2/4, iteration  4/10  [###............]  25 %  1.53 it/s  2:18 min left")
  }

  @Test func aLogGetsPlainLines() {
    #expect(line.plain == "level 2/4, iteration  4/10: 25 %, 1.53 it/s, 2:18 min left")
    #expect(
      ProgressLine(label: "level 1/1", fraction: 1, rate: "", secondsLeft: 0).plain == "level 1/1: 100 %")
  }

  @Test func columnsAreAligned() {
    var table = Table([.left("name"), .right("size")])
    table.add(["a", "1,000"])
    table.add(["longer", "-"])
    #expect(table.lines.map(\.count).max() == 13)
    #expect(table.lines.first == "name     size")
    #expect(table.lines.suffix(2) == ["a       1,000", "longer      -"])
  }

  @Test func numbersReadWell() {
    #expect([0, 999, 1000, -1_234_567].map(\.grouped) == ["0", "999", "1,000", "-1,234,567"])
    #expect(
      [0, 12, 999, 1000, 51_813, 999_600, 1_849_688_064].map(\.rounded)
        == ["-", "12", "999", "1.00 k", "51.8 k", "1.00 M", "1.85 G"])
    #expect(
      [0.04, 9.9, 9.96, 59.4, 59.6, 125, 3725].map(\.duration)
        == ["0.0 s", "9.9 s", "10 s", "59 s", "1:00 min", "2:05 min", "1:02:05 h"])
  }

  @Test func anErrorIsOneLine() {
    let error = TorchError(.rejected, operation: "relu", details: "first line\n\nmore lines\n")
    #expect(Failure(error).text(verbose: false) == "reverie: relu: first line")
    #expect(Failure(error).text(verbose: true) == "reverie: relu: first line\nfirst line\n\nmore lines")
    let missing = #expect(throws: CocoaError.self) { try Data(contentsOf: URL(filePath: "/no/such/file")) }
    let words = missing.map { Failure($0).text(verbose: false) } ?? ""
    #expect(words.hasPrefix("reverie: ") && !words.contains("Error Domain") && !words.contains("\n"))
  }
}
