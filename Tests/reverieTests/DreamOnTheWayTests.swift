import Dreaming
import Foundation
import Imaging
import Testing
import TestSupport

@Suite("A dream on its way: pictures in between, and Ctrl-C", .serialized)
struct DreamOnTheWayTests {
  private let quick = ["-m", "model.safetensors", "--pyramid-size", "2", "--threads", "1"]

  @Test func picturesInBetweenAreWritten() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      ["dream", "photo.png", "-o", "dream.v1.png", "--iterations", "3", "--save-every", "2", "-q"] + quick,
      in: folder)
    #expect(run == Run(code: 0, output: "", error: ""))
    let frames = ["dream.v1.0002.png", "dream.v1.0004.png", "dream.v1.0006.png"]
    #expect(try folder.names() == frames + ["dream.v1.png", "model.safetensors", "photo.png"])
    #expect(try folder.read(frames[2]) == folder.read("dream.v1.png"))
    #expect(try folder.read(frames[1]) != folder.read("dream.v1.png"))
    #expect(try frames.map { try recipe(of: $0, in: folder).stoppedAfter } == [2, 4, nil])
    for frame in frames {
      let picture = try Image(contentsOf: folder.path(frame))
      #expect(picture.width == 96 && picture.height == 72)
    }
  }

  /// The recipe of a picture in between makes the whole dream.
  @Test func aStoppedDreamCanBeFinished() throws {
    let folder = try TemporaryFolder.forDreams()
    _ = try reverie(
      ["dream", "photo.png", "-o", "dream.png", "--iterations", "2", "--save-every", "3", "-q"] + quick,
      in: folder)
    _ = try reverie(
      "dream", "photo.png", "-o", "again.png", "-m", "model.safetensors", "--recipe", "dream.0003.png", "-q",
      in: folder)
    #expect(try folder.read("again.png") == folder.read("dream.png"))
  }

  @Test func controlCKeepsTheDreamSoFar() throws {
    let folder = try TemporaryFolder.forDreams()
    let (process, said) = try start(["--preview", "--iterations", "10000", "-v"], in: folder)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    #expect(try folder.names() == ["dream.png", "model.safetensors", "photo.png"])
    let steps = try #require(try recipe(of: "dream.png", in: folder).stoppedAfter)
    #expect((1..<20_000).contains(steps))
    #expect(
      try said().hasSuffix("reverie: stopped after \(steps) steps; dream.png holds the dream so far\n"))
    let picture = try Image(contentsOf: folder.path("dream.png"))
    #expect(picture.width == 96 && picture.height == 72)
    #expect(try folder.read("dream.png") != folder.read("photo.png"))
  }

  /// A terminal that closes is a way to stop too.
  @Test func aTerminalThatClosesKeepsTheDreamSoFar() throws {
    let folder = try TemporaryFolder.forDreams()
    let (process, _) = try start(["--preview", "--iterations", "10000", "-v"], in: folder)
    kill(process.processIdentifier, SIGHUP)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    #expect(try recipe(of: "dream.png", in: folder).stoppedAfter != nil)
  }

  /// One step of this dream takes seconds; the first Ctrl-C waits for its end, the second does not.
  @Test func aSecondControlCEndsAtOnce() throws {
    let folder = try TemporaryFolder.forDreams()
    let (process, _) = try start(["--pyramid-ratio", "1.01", "--width", "1200", "-v"], in: folder)
    process.interrupt()
    Thread.sleep(forTimeInterval: 0.3)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try folder.names() == ["model.safetensors", "photo.png"])
  }

  @Test(arguments: [["--save-every", "0"], ["--save-every", "-2"], ["--save-every", "x"]])
  func wrongFlags(flags: [String]) throws {
    #expect(try reverie(["dream", "photo.png", "-o", "dream.png"] + flags).code == 64)
  }

  private func recipe(of name: String, in folder: TemporaryFolder) throws -> DreamRecipe {
    try DreamRecipe(json: #require(try ImageMetadata.recipe(of: folder.path(name))))
  }

  /// Starts a long dream and waits until its first step may be under way.
  private func start(
    _ flags: [String], in folder: TemporaryFolder
  ) throws -> (Process, said: () throws -> String) {
    let process = try program(["dream", "photo.png", "-o", "dream.png"] + quick + flags, in: folder)
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    var said = ""
    while !said.contains("levels "),
      let text = String(data: pipe.fileHandleForReading.availableData, encoding: .utf8), !text.isEmpty
    {
      said += text
    }
    return (
      process,
      { said + String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self) }
    )
  }
}
