import Foundation
import Imaging
import Testing
import TestSupport

@Suite("reverie compare, and dreams where the network looks")
struct CompareTests {
  private let quick = [
    "-m", "model.safetensors", "--pyramid-size", "1", "--iterations", "2", "--threads", "1",
  ]

  @Test func aDreamWhereTheNetworkLooksCanBeMadeAgain() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      ["dream", "photo.png", "-o", "dream.png", "-l", "relu1", "--where", "cam:newt"] + quick, in: folder)
    #expect(run.code == 0, "\(run.error)")
    #expect(try ImageMetadata.recipe(of: folder.path("dream.png"))?.contains(#""where":"cam:newt""#) == true)
    let again = try reverie(
      [
        "dream", "photo.png", "-o", "again.png", "--recipe", "dream.png", "-m", "model.safetensors",
        "--threads", "1",
      ], in: folder)
    #expect(again.code == 0, "\(again.error)")
    let everywhere = try reverie(["dream", "photo.png", "-o", "all.png", "-l", "relu1"] + quick, in: folder)
    #expect(everywhere.code == 0)
    func picture(_ name: String) throws -> Image { try Image(contentsOf: folder.path(name)) }
    #expect(try picture("again.png") == picture("dream.png"))
    #expect(try picture("all.png") != picture("dream.png"))
  }

  @Test func theTableAndTheSheet() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      [
        "compare", "photo.png", "photo.png", "-o", "mind.png", "-m", "model.safetensors", "--top", "2",
        "--threads", "1",
      ],
      in: folder)
    #expect(run.code == 0, "\(run.error)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 5 && lines[0].hasPrefix("class") && lines[4] == "distance 0.000, from 0 to 1")
    // Two columns and two rows: the pictures and where the network looks.
    let sheet = try Image(contentsOf: folder.path("mind.png"))
    #expect(sheet.width >= 2 * 96 && sheet.width < 3 * 96 && sheet.height > 2 * 72 && sheet.height < 5 * 72)
    let json = try reverie(
      ["compare", "photo.png", "photo.png", "--json", "-m", "model.safetensors", "--threads", "1"], in: folder
    )
    #expect(json.code == 0 && json.output.contains(#""distance" : 0"#), "\(json.output)")
  }

  /// Beside a dream of 144×108 pixels the photo of 96×72 is shown as large.
  @Test func theSmallerPictureIsEnlarged() throws {
    let folder = try TemporaryFolder.forDreams()
    let photo = try Image(contentsOf: folder.path("photo.png"))
    try photo.fitted(width: 144, height: 144, enlarging: true).write(to: folder.path("larger.png"))
    let both = ["photo.png", "larger.png"]
    let sheets = try [both, both.reversed()].enumerated().map { index, names in
      let run = try reverie(
        ["compare"] + names + ["-o", "\(index).png", "-m", "model.safetensors", "--threads", "1"], in: folder)
      #expect(run.code == 0, "\(run.error)")
      return try Image(contentsOf: folder.path("\(index).png"))
    }
    #expect(sheets[0].width >= 2 * 144 && sheets[0].width == sheets[1].width)
    // Across the middle of the pictures nearly all but the margins is theirs.
    for sheet in sheets {
      let row = try sheet.tensor().narrowed(2, 60..<100).mean([1, 2]).elements(Float.self)
      #expect(row.count { abs($0 - row[0]) > 0.001 } > 2 * 140, "\(row)")
    }
  }

  @Test(arguments: [
    (
      ["dream", "photo.png", "-o", "dream.png", "--where", "cam:owls"],
      "the model has no class 'owls'; nearest: owl"
    ),
    (
      ["dream", "photo.png", "-o", "dream.png", "--where", "camera"],
      "there is no method 'camera'; nearest: "
    ),
    (["compare", "photo.png", "none.png"], "none.png: there is no such file; check the path"),
    (["compare", "photo.png", "photo.png", "-o", "a.gif"], "a.gif: the type to write is not known"),
  ])
  func wrongInputIsOneLine(arguments: [String], line: String) throws {
    let folder = try TemporaryFolder.forDreams()
    let before = try folder.names()
    let run = try reverie(arguments + ["-m", "model.safetensors"], in: folder)
    #expect(run.code == 1)
    #expect(
      run.error.hasPrefix("reverie: " + line) && run.error.filter(\.isNewline).count == 1, "\(run.error)")
    #expect(try folder.names() == before)
  }
}
