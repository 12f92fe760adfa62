import Foundation
import Imaging
import Testing
import TestSupport

@testable import reverie

@Suite("reverie visualize", .serialized)
struct VisualizeTests {
  private let quick = ["-m", "model.safetensors", "--size", "48", "--iterations", "1", "--threads", "1"]

  @Test func aSheetOfOneLayerByTheFormerName() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      ["atlas", "--layers", "relu2", "--channels", "0-3,9", "-o", "atlas.png"] + quick, in: folder)
    #expect(run.code == 0, "\(run.error)")
    #expect(run.output.hasPrefix("atlas.png: 5 targets of model, "))
    let sheet = try Image(contentsOf: folder.path("atlas.png"))
    #expect(sheet.width > 3 * 48 && sheet.height > 2 * 48)
  }

  /// The channels of the last layer are the classes.
  @Test func aFolderHasASheetAndPicturesForEachLayer() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      [
        "visualize", "--layer", "relu1,fc", "--channel", "0,2", "--class", "fox", "newt", "-o", "out/", "-q",
        "-m", "model.safetensors", "--size", "80", "--iterations", "1", "--threads", "1",
      ], in: folder)
    #expect(run == Run(code: 0, output: "", error: ""))
    func names(_ path: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path(path)).sorted()
    }
    #expect(try names("out") == ["classes", "classes.png", "fc", "fc.png", "relu1_1", "relu1_1.png"])
    #expect(try names("out/fc") == ["newt.png", "owl.png"])
    #expect(try names("out/classes") == ["fox.png", "newt.png"])
    #expect(try names("out/relu1_1") == ["0.png", "2.png"])
    #expect(try Image(contentsOf: folder.path("out/fc/newt.png")).width == 80)
  }

  @Test func controlCKeepsThePicturesSoFar() throws {
    let folder = try TemporaryFolder.forDreams()
    let process = try program(
      [
        "visualize", "--layer", "relu1,relu2", "--channel", "3", "-o", "sheet.png", "-m", "model.safetensors",
        "--size", "48", "--iterations", "400", "--threads", "1",
      ], in: folder)
    let error = Pipe()
    process.standardError = error
    try process.run()
    var said = ""
    while !said.contains("2 pictures"),
      let text = String(data: error.fileHandleForReading.availableData, encoding: .utf8), !text.isEmpty
    {
      said += text
    }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    said += String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(said.hasSuffix("%; sheet.png holds 1 of 2 targets as they are so far\n"), "\(said)")
    // The one picture that was begun is alone, and needs no sheet.
    let picture = try Image(contentsOf: folder.path("sheet.png"))
    #expect(picture.width == 48 && picture.height == 48)
  }

  @Test func onePictureNeedsNoSheet() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      ["visualize", "--layer", "relu2", "--channel", "9", "-o", "one.png"] + quick, in: folder)
    #expect(run.code == 0, "\(run.error)")
    let picture = try Image(contentsOf: folder.path("one.png"))
    #expect(picture.width == 48 && picture.height == 48)
  }

  @Test func whatALayerSawInAPhoto() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      ["visualize", "--layer", "relu2", "--photo", "photo.png", "--strongest", "4", "-o", "seen.png"] + quick,
      in: folder)
    #expect(run.code == 0, "\(run.error)")
    #expect(run.output.hasPrefix("seen.png: 4 targets of model, "))
    // Three pairs to a row.
    let sheet = try Image(contentsOf: folder.path("seen.png"))
    #expect(sheet.width > 6 * 48 && sheet.width < 8 * 48 + 48)
  }

  @Test func variantsFromAPhotoHaveARow() throws {
    let folder = try TemporaryFolder.forDreams()
    try folder.write(
      Data("[\((0..<64).map { "\($0 == 3 ? 1 : 0)" }.joined(separator: ","))]".utf8), to: "d.json")
    let run = try reverie(
      [
        "visualize", "--layer", "relu1", "--direction", "random(7)", "d.json", "--variants", "3", "--from",
        "photo.png", "-o", "variants.png",
      ] + quick, in: folder)
    #expect(run.code == 0, "\(run.error)")
    #expect(run.output.hasPrefix("variants.png: 2 targets of model, "))
  }

  @Test(arguments: [
    (["--channel", "64"], "relu1_1 has no channel 64"),
    (["--layer", "relu9"], "there is no layer 'relu9'; nearest: "),
    (["--class", "owls"], "the model has no class 'owls'; nearest: owl"),
    (["--direction", "none.json"], "none.json"),
    (["--photo", "none.jpg"], "none.jpg: there is no such file; check the path"),
    (["--from", "none.jpg"], "none.jpg: there is no such file; check the path"),
    (["--layer", "fc", "--photo", "photo.png"], "fc takes the whole picture together"),
    (["-o", "none/atlas.png"], "none/atlas.png cannot be written: there is no folder none; make it first"),
  ])
  func wrongInputIsOneLine(flags: [String], line: String) throws {
    let folder = try TemporaryFolder.forDreams()
    let before = try folder.names()
    let output = flags.contains("-o") ? [] : ["-o", "atlas.png"]
    let layers = flags.contains("--layer") ? [] : ["--layer", "relu1"]
    let run = try reverie(["visualize"] + layers + output + flags + quick, in: folder)
    #expect(run.code == 1)
    #expect(run.error.contains(line), "\(run.error)")
    #expect(run.error.hasPrefix("reverie: ") && run.error.filter(\.isNewline).count == 1, "\(run.error)")
    #expect(try folder.names() == before)
  }

  @Test(arguments: [
    ["--size", "31"], ["--variants", "0"], ["--photo", "a.jpg", "--channel", "3"], ["--strongest", "3"],
    ["--scaling", "1"], ["--direction", "random(x)"], ["--decay", "nan"],
  ])
  func flagsOutOfRange(flags: [String]) throws {
    let run = try reverie(["visualize", "-o", "a.png"] + flags)
    #expect(run.code == 64)
    #expect(run.error.contains(flags[0]), "\(run.error)")
  }

  @Test(arguments: ["3-1", "-1", "x", "", "1,,2", "0-9999999"])
  func channelsAreRanges(text: String) {
    #expect(ChannelList(argument: text) == nil)
  }

  @Test func channelsAreListed() throws {
    #expect(try #require(ChannelList(argument: "3-5,0,4")).channels(of: 9) == [3, 4, 5, 0])
    #expect(try #require(ChannelList(argument: "all")).channels(of: 3) == [0, 1, 2])
  }
}
