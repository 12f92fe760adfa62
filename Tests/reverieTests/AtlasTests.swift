import Foundation
import Imaging
import Testing
import TestSupport

@testable import reverie

@Suite("reverie atlas", .serialized)
struct AtlasTests {
  private let quick = ["-m", "model.safetensors", "--size", "48", "--iterations", "1", "--threads", "1"]

  @Test func aSheetOfOneLayer() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      ["atlas", "--layers", "relu2", "--channels", "0-3,9", "-o", "atlas.png"] + quick, in: folder)
    #expect(run.code == 0)
    #expect(run.output.hasPrefix("atlas.png: 5 channels of model, "))
    let sheet = try Image(contentsOf: folder.path("atlas.png"))
    #expect(sheet.width > 3 * 48 && sheet.height > 2 * 48)
  }

  /// The channels of the last layer are the classes.
  @Test func aFolderHasASheetAndPicturesForEachLayer() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      [
        "atlas", "--layers", "relu1,fc", "--channels", "0,2", "-o", "out/", "-q", "-m", "model.safetensors",
        "--size", "72", "--iterations", "1", "--threads", "1",
      ], in: folder)
    #expect(run == Run(code: 0, output: "", error: ""))
    func names(_ path: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path(path)).sorted()
    }
    #expect(try names("out") == ["fc", "fc.png", "relu1_1", "relu1_1.png"])
    #expect(try names("out/fc") == ["0.png", "2.png"])
    #expect(try names("out/relu1_1") == ["00.png", "02.png"])
    #expect(try Image(contentsOf: folder.path("out/fc/2.png")).width == 72)
  }

  @Test(arguments: [
    (["--channels", "64"], "relu1_1 has "), (["--layers", "relu9"], "there is no layer 'relu9'; nearest: "),
    (["-o", "none/atlas.png"], "none/atlas.png cannot be written: there is no folder none; make it first"),
  ])
  func wrongInputIsOneLine(flags: [String], line: String) throws {
    let folder = try TemporaryFolder.forDreams()
    let before = try folder.names()
    let output = flags.contains("-o") ? [] : ["-o", "atlas.png"]
    let layers = flags.contains("--layers") ? [] : ["--layers", "relu1"]
    let run = try reverie(["atlas"] + layers + output + flags + quick, in: folder)
    #expect(run.code == 1)
    #expect(run.error.hasPrefix("reverie: " + line), "\(run.error)")
    #expect(run.error.filter(\.isNewline).count == 1)
    #expect(try folder.names() == before)
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
