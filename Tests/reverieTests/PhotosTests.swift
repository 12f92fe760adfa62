import Foundation
import Imaging
import Testing
import TestSupport

@testable import reverie

@Suite("reverie dream with several photos", .serialized)
struct PhotosTests {
  private let quick = [
    "-m", "model.safetensors", "--pyramid-size", "1", "--iterations", "1", "--threads", "1",
  ]

  @Test func namesAreKeptAndABrokenPhotoIsLeftOut() throws {
    let folder = try TemporaryFolder.forDreams()
    try folder.makeFolder("in")
    try folder.write(Fixtures.photo.get(), to: "in/a b.png")
    try folder.write(Fixtures.photo.get(), to: "in/scan.tiff")
    try folder.write(Fixtures.photo.get(), to: "in/photo.png")
    try folder.write(Data("no picture".utf8), to: "in/broken.jpg")
    try folder.write(Data("no picture".utf8), to: "in/notes.txt")
    let run = try reverie(["dream", "photo.png", "in", "-o", "out/"] + quick, in: folder)
    #expect(run.code == 1)
    #expect(
      run.error
        == "reverie: in/broken.jpg is not a picture that can be read; use JPEG, PNG, WebP, TIFF, HEIC, AVIF, GIF, BMP or PPM\n"
    )
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).sorted()
        == ["a b.png", "photo-2.png", "photo.png", "scan.png"])
    let lines = run.output.split(separator: "\n").map { $0.split(separator: ":")[0] }
    #expect(lines == ["out/photo.png", "out/a b.png", "out/photo-2.png", "out/scan.png"])
    #expect(try folder.read("out/photo.png") == folder.read("out/photo-2.png"))
  }

  @Test func oneRunAndManyGiveTheSameBytes() throws {
    let folder = try TemporaryFolder.forDreams()
    _ = try reverie(["dream", "photo.png", "-o", "alone.png", "-q"] + quick, in: folder)
    try folder.makeFolder("out")
    let run = try reverie(["dream", "photo.png", "-o", "out", "--json"] + quick, in: folder)
    #expect(run.code == 0)
    #expect(try folder.read("out/photo.png") == folder.read("alone.png"))
    let reports = try JSONDecoder().decode([Report].self, from: Data(run.output.utf8))
    #expect(reports.map(\.output) == ["out/photo.png"])
    #expect(reports.map(\.width) == [96])
  }

  @Test func nothingStartsWhenAPhotoWouldBeReplaced() throws {
    let folder = try TemporaryFolder.forDreams()
    try folder.makeFolder("in")
    try folder.write(Fixtures.photo.get(), to: "in/photo.png")
    let run = try reverie(["dream", "in", "-o", "in"] + quick, in: folder)
    #expect(
      run
        == Run(
          code: 1, output: "",
          error: "reverie: in/photo.png is the photo itself; choose another folder for the dream\n"))
    let empty = try reverie(["dream", ".", "-o", "out"], in: TemporaryFolder())
    #expect(
      empty
        == Run(code: 1, output: "", error: "reverie: . holds no picture; name another folder, or photos\n"))
  }

  @Test func targetsAreDecidedByNames() throws {
    func targets(_ photos: [String], _ output: String, _ flags: [String] = []) throws -> [String] {
      let picture = try PictureOutput.parse(["-o", output] + flags)
      return try DreamOutputs(PhotoList(photos), picture).all.map(\.output)
    }
    #expect(try targets(["a.webp"], "b.png") == ["b.png"])
    #expect(try targets(["a.webp"], "out/") == ["out/a.png"])
    #expect(
      try targets(["x/a.jpg", "y/A.jpg", "a.jpeg", "a"], "out")
        == ["out/a.jpg", "out/A-2.jpg", "out/a.jpeg", "out/a.png"])
    #expect(try targets(["a.jpg", "b.heic"], "out", ["--bits", "16"]) == ["out/a.png", "out/b.png"])
    #expect(throws: UserError.self) { try targets(["a.jpg", "b.jpg"], "out.png") }
  }
}

private struct Report: Decodable {
  let output: String
  let width: Int
}
