import Foundation
import Testing
import TestSupport

@Suite("reverie evaluate")
struct EvaluateTests {
  private let folder: TemporaryFolder

  /// Two classes of the model `owl`, `fox`, `newt`, `bee`, `elk` with three pictures each.
  init() throws {
    folder = try TemporaryFolder.forDreams()
    for name in ["Fox", "elk"] {
      try folder.makeFolder("pictures/\(name)")
      for index in 0..<3 { try folder.write(Fixtures.photo.get(), to: "pictures/\(name)/\(index).png") }
    }
  }

  private struct Summary: Decodable {
    struct ClassResult: Decodable {
      let name: String
      let pictures: Int
      let right: Int
    }
    struct Confusion: Decodable {
      let pictures: Int
    }
    let pictures: Int
    let size: Int
    let broken: [String]
    let top1: Double
    let top5: Double?
    let classMean: Double
    let calibrationError: Double
    let classes: [ClassResult]
    let confusions: [Confusion]
  }

  /// All pictures are the same, so that at most one class is right, and the numbers are those of `classify`.
  @Test func theNumbersBelongTogether() throws {
    try folder.write(Data("no picture".utf8), to: "pictures/elk/3.png")
    let run = try reverie(
      "evaluate", "model.safetensors", "pictures", "--json", "-o", "report.html", in: folder)
    #expect(run.code == 0, "\(run.error)")
    #expect(run.error.contains("left out: pictures/elk/3.png"))
    #expect(run.error.hasSuffix("report: report.html\n"))
    let summary = try JSONDecoder().decode(Summary.self, from: Data(run.output.utf8))
    #expect(summary.pictures == 6 && summary.size == 64)
    #expect(summary.broken == ["pictures/elk/3.png"])
    #expect(summary.classes.map(\.name) == ["fox", "elk"])
    #expect(summary.classes.map(\.pictures) == [3, 3])
    #expect(summary.top1 == summary.classMean && summary.top5 == nil)
    #expect(
      summary.classes.reduce(0) { $0 + $1.right } + summary.confusions.reduce(0) { $0 + $1.pictures } == 6)

    let classified = try reverie(
      "classify", "photo.png", "--model", "model.safetensors", "--json", in: folder)
    let verdicts = try JSONDecoder().decode([Verdict].self, from: Data(classified.output.utf8))
    let guess = try #require(verdicts.first?.classes.first)
    #expect(abs(summary.calibrationError - abs(guess.probability - summary.top1)) < 1e-6)
    #expect(summary.top1 == (["fox", "elk"].contains(guess.name) ? 0.5 : 0))

    let page = String(decoding: try folder.read("report.html"), as: UTF8.self)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
    #expect(page.contains("data:image/jpeg;base64,/9j/"))
  }

  private struct Verdict: Decodable {
    struct Guess: Decodable {
      let name: String
      let probability: Double
    }
    let classes: [Guess]
  }

  @Test func aPersonReadsATable() throws {
    let run = try reverie("evaluate", "model.safetensors", "pictures", in: folder)
    #expect(run.code == 0 && run.error == "")
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.first == "model on 6 pictures of pictures, 64×64 pixels")
    #expect(lines.contains { $0.hasPrefix("right (top-1)") })
    #expect(lines.contains { $0.hasPrefix("calibration error") })
    #expect(lines.contains { $0.hasPrefix("most often confused") })
  }

  @Test func whatDoesNotFitIsSaidInOneLine() throws {
    func expect(_ error: String, _ arguments: String..., code: Int32 = 1) throws {
      let run = try reverie(["evaluate"] + arguments, in: folder)
      #expect(run.code == code && run.output == "")
      #expect(code == 64 || run.error == "reverie: \(error)\n", "\(run.error)")
    }
    try expect(
      "model does not say which pictures were held out of its training; leave --split out to take all",
      "model.safetensors", "pictures", "--split", "test")
    try folder.makeFolder("pictures/foxes")
    try folder.write(Fixtures.photo.get(), to: "pictures/foxes/1.png")
    try expect(
      "the model does not know 1 of the folder's 3 classes: 'foxes' (nearest: fox, owl). "
        + "Name the folders as the model's classes, which 'reverie models show' lists",
      "model.safetensors", "pictures")
    try expect("the folder none cannot be read: no such folder", "model.safetensors", "none")
    try expect("", "model.safetensors", "pictures", "--size", "4", code: 64)
    try expect("", "model.safetensors", "pictures", "-o", "report.pdf", code: 64)
  }
}
