import Foundation
import Imaging
import Testing
import TestSupport

@Suite("Wrong input: one line, exit code 1, nothing written")
struct WrongInputTests {
  private let header =
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[FROM,TO]}}"#

  @Test(arguments: [
    ("none.jpg", "none.jpg: there is no such file; check the path"),
    (
      "text.jpg",
      "text.jpg is not a picture that can be read; use JPEG, PNG, WebP, TIFF, HEIC, AVIF, GIF, BMP or PPM"
    ),
    (
      "large.png",
      "large.png declares 60000×60000 pixels (3,600 megapixels), more than the limit of 100 megapixels; "
        + "raise it with --max-megapixels"
    ),
    ("empty.jpg", "empty.jpg is empty; get the picture again from its source"),
    (".", "dream.png is one picture, and several photos need a folder; name one with -o"),
  ])
  func photo(name: String, line: String) throws {
    let folder = try TemporaryFolder.forDreams()
    try folder.write(Data("This is no picture.\n".utf8), to: "text.jpg")
    try folder.write(Data(), to: "empty.jpg")
    try folder.write(Data(contentsOf: Fixtures.declares60000), to: "large.png")
    try expectRefusal(of: ["dream", name, "-o", "dream.png", "-m", "model.safetensors"], in: folder, line)
  }

  @Test func truncatedJPEG() throws {
    let folder = try TemporaryFolder.forDreams()
    try folder.write(Data(contentsOf: Fixtures.raccoon).prefix(60_000), to: "cut.jpg")
    try expectRefusal(
      of: ["dream", "cut.jpg", "-o", "dream.png", "-m", "model.safetensors"], in: folder,
      prefix: "cut.jpg is cut off")
    try expectRefusal(
      of: ["classify", "cut.jpg", "-m", "model.safetensors"], in: folder, prefix: "cut.jpg is cut off")
  }

  @Test(arguments: [
    (
      ["-l", "relu3_9"],
      "there is no layer 'relu3_9'; nearest: relu3_1, relu3_2, relu1_1, relu2_1, relu4_1 "
        + "('reverie layers' lists all)"
    ),
    (
      ["--pyramid-size", "9"],
      "the smallest level of the pyramid would be 7×5 pixels, and its sides need at least 10; "
        + "use --pyramid-size 7 or a width of at least 188"
    ),
    (
      ["-l", "pool5"],
      "the smallest level of the pyramid would be 25×19 pixels, and its sides need at least 32; "
        + "use --pyramid-size 3 or a width of at least 162"
    ),
    (
      ["-l", "relu3_1:256"],
      "relu3_1 has no channel 256; its channels are 0 to 255"
    ),
    (
      ["--towards", "owls"],
      "the model has no class 'owls'; nearest: owl, elk, fox, newt, bee, or give an index from 0 to 4"
    ),
    (
      ["--mask", "mask.png"],
      "the mask has 48×48 pixels and the photo 96×72; make them the same shape"
    ),
    (["--mask", "none.png"], "none.png: there is no such file; check the path"),
    (
      ["--style", "slip.json"],
      "slip.json is not a picture that can be read; use JPEG, PNG, WebP, TIFF, HEIC, AVIF, GIF, BMP or PPM"
    ),
    (["--guide", "empty.png"], "empty.png is empty; get the picture again from its source"),
    (
      ["-l", "style"],
      "style(relu1_1, relu2_1, relu3_1, relu4_1, relu5_1) needs a picture; name it with --style"
    ),
    (
      ["-l", "relu2:file(two.json)"],
      "two.json holds 2 numbers, but relu2_1 has 128 channels; give one for each"
    ),
    (
      ["-l", "relu2:file(slip.json)"],
      "slip.json is neither a JSON list of numbers nor safetensors; give one number for each channel"
    ),
    (
      ["--recipe", "photo.png"],
      "photo.png holds no recipe; name a JSON file, or a picture that 'reverie dream' made"
    ),
    (
      ["--recipe", "slip.json"],
      "slip.json: the recipe has an unknown key 'iteration'; nearest: iterations, precision, start"
    ),
    (["--recipe", "range.json"], "--iterations takes a whole number from 1 to 100000, not 0"),
    (["--device", "tpu"], "device 'tpu': there is none of that name; give cpu, cuda or cuda:1"),
  ])
  func settings(flags: [String], line: String) throws {
    let folder = try TemporaryFolder.forDreams()
    try folder.write(Data(#"{"options": {"iteration": 3}}"#.utf8), to: "slip.json")
    try folder.write(Data(#"{"options": {"iterations": 0}}"#.utf8), to: "range.json")
    try folder.write(Data("[0.5, 1]".utf8), to: "two.json")
    try folder.write(Data(), to: "empty.png")
    try Image(width: 48, height: 48, bytes: [UInt8](repeating: 255, count: 48 * 48 * 3))
      .write(to: folder.path("mask.png"))
    try expectRefusal(
      of: ["dream", "photo.png", "-o", "dream.png", "-m", "model.safetensors"] + flags, in: folder, line)
  }

  @Test(arguments: [
    ("none.safetensors", "none.safetensors: there is no such file; check the path"),
    ("cut.safetensors", "cut.safetensors cannot be read as safetensors: "),
    ("overlap.safetensors", "overlap.safetensors cannot be read as safetensors: 'b' overlaps another tensor"),
    ("outside.safetensors", "outside.safetensors cannot be read as safetensors: 'b' lies outside the file"),
    ("plain.safetensors", "plain.safetensors does not describe its network"),
    ("./photo.png", "./photo.png cannot be read as safetensors: "),
    ("dreamnet", "there is no model 'dreamnet'"),
  ])
  func model(name: String, start: String) throws {
    let folder = try TemporaryFolder.forDreams()
    try folder.write(Fixtures.model.get().prefix(1_000_000), to: "cut.safetensors")
    for (name, from, to) in [("overlap", 4, 12), ("outside", 8, 16_000), ("plain", 8, 16)] {
      let header = header.replacing("FROM", with: "\(from)").replacing("TO", with: "\(to)")
      try folder.writeSafetensors(
        header: header, byteCount: name == "overlap" ? 12 : 16, to: name + ".safetensors")
    }
    for command in [["dream", "photo.png", "-o", "dream.png"], ["classify", "photo.png"], ["layers"]] {
      try expectRefusal(of: command + ["-m", name], in: folder, prefix: start)
    }
  }

  /// The model does not exist either: the output's place is looked at first.
  @Test(arguments: [
    ("none/dream.png", "none/dream.png cannot be written: there is no folder none; make it first"),
    ("/proc/dream.png", "/proc/dream.png cannot be written: no file can be made in /proc ("),
    ("dream.gif", "dream.gif: the type to write is not known from the name; end it in .jpg, .jpeg or .png"),
    (".", "./photo.png is the photo itself; choose another folder for the dream"),
    ("none/dreams/", "none/dreams cannot be written: there is no folder none; make it first"),
    ("./photo.png", "./photo.png is the photo itself; choose another name for the dream"),
  ])
  func output(path: String, start: String) throws {
    let folder = try TemporaryFolder.forDreams()
    try expectRefusal(
      of: ["dream", "photo.png", "-o", path, "-m", "none.safetensors"], in: folder, prefix: start)
  }

  @Test(arguments: [
    ["--iterations", "0"], ["--iterations", "many"], ["--pyramid-ratio", "1"], ["--learning-rate", "nan"],
    ["--width", "9"], ["--seed", "-1"], ["--precision", "half"], ["--from", "sound"], ["--pyramid", "giza"],
    ["--bits", "12"], ["--quality", "0"], ["--max-megapixels", "0"], ["--threads", "0"], ["--layer", " "],
    ["--layer", "relu2 +"], ["--strength", "2"], ["--layer-balance", "maybe"],
    ["--gradient-smoothing", "median"], ["--image-space", "time"], ["--total-variation", "-1"],
  ])
  func flagValues(flags: [String]) throws {
    let folder = try TemporaryFolder.forDreams()
    let before = try folder.names()
    let run = try reverie(["dream", "photo.png", "-o", "dream.png"] + flags, in: folder)
    #expect(run.code == 64)
    #expect(run.output == "")
    #expect(run.error.hasPrefix("Error: "))
    #expect(run.error.contains(flags[0]))
    #expect(try folder.names() == before)
  }

  @Test func sixteenBitsNeedAPNG() throws {
    let run = try reverie("dream", "photo.png", "-o", "dream.jpg", "--bits", "16")
    #expect(run.code == 64)
    #expect(run.error.hasPrefix("Error: --bits 16 needs a .png; a JPEG has 8 bits per sample.\n"))
  }

  private func expectRefusal(
    of arguments: [String], in folder: TemporaryFolder, _ line: String,
    source: SourceLocation = #_sourceLocation
  ) throws {
    let before = try folder.names()
    let run = try reverie(arguments, in: folder)
    #expect(run == Run(code: 1, output: "", error: "reverie: \(line)\n"), sourceLocation: source)
    #expect(try folder.names() == before, sourceLocation: source)
  }

  private func expectRefusal(
    of arguments: [String], in folder: TemporaryFolder, prefix: String,
    source: SourceLocation = #_sourceLocation
  ) throws {
    let before = try folder.names()
    let run = try reverie(arguments, in: folder)
    #expect(run.code == 1, sourceLocation: source)
    #expect(run.output == "", sourceLocation: source)
    #expect(run.error.hasPrefix("reverie: \(prefix)"), "\(run.error)", sourceLocation: source)
    #expect(run.error.filter(\.isNewline).count == 1, sourceLocation: source)
    #expect(try folder.names() == before, sourceLocation: source)
  }
}
