import Foundation
import Testing
import TestSupport

/// What goes where, and what must not: full disks, names of other types, pipes and control characters.
@Suite("Output that cannot be, and files that are none")
struct OutputTests {
  /// Without -o a result has the photo's name and never replaces anything.
  @Test func resultsHaveNamesOfTheirOwn() throws {
    let folder = try TemporaryFolder.forDreams()
    let dream = [
      "dream", "photo.png", "-m", "model.safetensors", "--width", "48", "--pyramid-size", "1", "--iterations",
      "1",
    ]
    #expect(try reverie(dream, in: folder).output.hasPrefix("photo-dream.png: "))
    let first = try folder.read("photo-dream.png")
    #expect(try reverie(dream, in: folder).output.hasPrefix("photo-dream-2.png: "))
    #expect(try folder.read("photo-dream.png") == first)
    let why = try reverie(
      "explain", "photo.png", "-m", "model.safetensors", "--method", "saliency", in: folder)
    #expect(why.code == 0 && FileManager.default.fileExists(atPath: folder.path("photo-why.png")), "\(why)")
    let several = try reverie(dream + ["photo.png"], in: folder)
    #expect(several.code == 1 && several.error == "reverie: several photos need a folder; name one with -o\n")
  }

  @Test func aFullDiskBehindStandardOutputEndsTheProgram() throws {
    let folder = try TemporaryFolder()
    let process = try program(["layers"], in: folder)
    let said = try folder.emptyFile("error")
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    process.standardError = try FileHandle(forWritingTo: said)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(
      try String(contentsOf: said, encoding: .utf8)
        == "reverie: the output cannot be written (No space left on device); "
        + "free some room, or send it elsewhere\n")
  }

  @Test(arguments: [
    ["explain", "photo.png", "-o", "why.svg"], ["explain", "photo.png", "-o", "why.pdf"],
    ["visualize", "--layer", "conv1", "--channel", "0", "-o", "why.webp"],
    ["dream", "photo.png", "photo.png", "-o", "why.WebP"],
  ]) func aFileOfAnotherTypeIsNoFolder(_ arguments: [String]) throws {
    let folder = try TemporaryFolder.forDreams()
    let name = try #require(arguments.last)
    let run = try reverie(arguments + ["-m", "model.safetensors"], in: folder)
    #expect(
      run
        == Run(
          code: 1, output: "",
          error:
            "reverie: \(name): the type to write is not known from the name; end it in .jpg, .jpeg or .png\n"
        ))
    #expect(try folder.names() == ["model.safetensors", "photo.png"])
  }

  /// Neither is opened: a pipe without a writer waits for ever, a device gives bytes without an end.
  @Test(arguments: ["--mask", "--recipe", "--style", "--guide"]) func aPipeIsNoPicture(_ flag: String) throws
  {
    let folder = try TemporaryFolder.forDreams()
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    for path in ["pipe", "/dev/zero"] {
      let run = try reverie(
        "dream", "photo.png", "-o", "dream.png", "-m", "model.safetensors", flag, path, in: folder)
      #expect(
        run
          == Run(
            code: 1, output: "", error: "reverie: \(path) is no plain file; name one that lies on a disk\n"))
    }
  }

  @Test func controlCharactersAreShownAndDoNothing() throws {
    let folder = try TemporaryFolder()
    try Data(#"{"model": "a\u001b[2Jb\rreverie: forged\u202e"}"#.utf8)
      .write(to: folder.url.appending(path: "recipe.json"))
    let run = try reverie("dream", "photo.png", "-o", "dream.png", "--recipe", "recipe.json", in: folder)
    #expect(run.code == 1)
    #expect(run.error.contains(#"a\u{1B}[2Jb"#), "\(run.error)")
    #expect(!run.error.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || $0.value == 0x202E })
  }
}
