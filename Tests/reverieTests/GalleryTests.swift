import ArgumentParser
import Dreaming
import Foundation
import Imaging
import Testing
import TestSupport

@testable import reverie

@Suite("reverie gallery", .serialized)
struct GalleryTests {
  private let models = ["--models", "model.safetensors"]
  private let sweep = [
    "--layers", "relu2,relu3_1", "--pyramid-size", "1,2", "--iterations", "1,2", "--precision", "float32",
  ]

  @Test func aGalleryHasPicturesSheetsAndAPage() throws {
    let folder = try TemporaryFolder.forDreams()
    try folder.write(Data("no picture".utf8), to: "broken.jpg")
    let run = try reverie(
      ["gallery", "photo.png", "broken.jpg", "-o", "out", "--title", "A <title>"] + models + sweep, in: folder
    )
    #expect(run.code == 1)
    #expect(run.error.hasPrefix("reverie: broken.jpg is not a picture that can be read"))
    #expect(run.output == "out/index.html: 8 dreams of 1 photo by 1 model\n")
    #expect(try folder.names(in: "out") == ["gallery.json", "index.html", "photo"])
    #expect(
      try folder.names(in: "out/photo")
        == ["photo-model", "photo-model.jpg"].map {
          $0.replacing("photo-", with: folder.url.lastPathComponent + "-")
        })
    let pictures = "out/photo/\(folder.url.lastPathComponent)-model"
    #expect(
      try folder.names(in: pictures)
        == [
          "relu2-p1-n1", "relu2-p1-n2", "relu2-p2-n1", "relu2-p2-n2", "relu3_1-p1-n1", "relu3_1-p1-n2",
          "relu3_1-p2-n1", "relu3_1-p2-n2",
        ].map { $0 + ".jpg" })
    let html = String(decoding: try folder.read("out/index.html"), as: UTF8.self)
    #expect(html.contains("<title>A &lt;title&gt;</title>"))
    #expect(html.components(separatedBy: #""command":"#).count == 9)

    // Each picture is that of its command line.
    _ = try reverie(
      "dream", "photo.png", "-o", "alone.jpg", "-m", "model.safetensors", "--layer=relu3_1", "--pyramid-size",
      "2",
      "--iterations", "2", "--precision", "float32", in: folder)
    #expect(
      try Image(contentsOf: folder.path("alone.jpg"))
        == Image(contentsOf: folder.path(pictures + "/relu3_1-p2-n2.jpg")))
  }

  /// The program is killed as soon as some pictures are there; what is there then is not made again.
  @Test func aKilledGalleryGoesOnWithoutDoingAnythingTwice() throws {
    let folder = try TemporaryFolder.forDreams()
    let command = ["gallery", "photo.png", "-o", "out", "--width", "160"] + models + sweep
    let process = try program(command, in: folder)
    process.standardError = FileHandle.nullDevice
    try process.run()
    let pictures = "out/photo/\(folder.url.lastPathComponent)-model"
    while process.isRunning, (try? folder.names(in: pictures).count { $0.hasSuffix(".jpg") }) ?? 0 < 3 {
      usleep(20_000)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    let before = try folder.identities(in: pictures)
    #expect((3..<8).contains(before.count))

    let run = try reverie(command, in: folder)
    #expect(run.code == 0)
    #expect(run.error.hasPrefix("\(before.count) of 8 pictures are there\n"))
    let after = try folder.identities(in: pictures)
    #expect(after.count == 8)
    for (name, identity) in before { #expect(after[name] == identity, "\(name) was made twice") }

    // A third run makes nothing, and the page is the same.
    let page = try folder.read("out/index.html")
    let third = try reverie(command, in: folder)
    #expect(third.error == "8 of 8 pictures are there\n")
    #expect(try folder.identities(in: pictures) == after)
    #expect(try folder.read("out/index.html") == page)

    // With another setting of all, every picture is another.
    let other = try reverie(command + ["--seed", "5", "-q"], in: folder)
    #expect(other == Run(code: 0, output: "", error: ""))
    let changed = try folder.identities(in: pictures)
    #expect(changed.count == 8 && changed.allSatisfy { after[$0.key] != $0.value })
  }

  @Test func controlCLeavesAPageOfWhatIsThere() throws {
    let folder = try TemporaryFolder.forDreams()
    let process = try program(
      ["gallery", "photo.png", "-o", "out", "--no-measure", "--layers", "relu2", "--iterations", "1,9999"]
        + models, in: folder)
    let error = Pipe()
    process.standardError = error
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let pictures = "out/photo/\(folder.url.lastPathComponent)-model"
    while process.isRunning, (try? folder.names(in: pictures).isEmpty) ?? true { usleep(20_000) }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let said = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(said.hasSuffix("reverie: stopped; the same command line goes on with the gallery\n"))
    #expect(try folder.names(in: pictures) == ["relu2-p5-n1.jpg"])
    #expect(
      String(decoding: try folder.read("out/index.html"), as: UTF8.self).components(
        separatedBy: #""command":"#
      ).count == 2)
  }

  @Test func thePaperTakesOneWidthForAll() throws {
    let folder = try TemporaryFolder.forDreams()
    let model = try #require(try GalleryModel.list([folder.path("model.safetensors")]).first)
    let command = try GalleryCommand.parse(["photo.png", "-o", "out", "--preset", "paper", "--width", "320"])
    let settings = try command.settings(for: model)
    #expect(
      settings.count == 12 && settings.map(\.options).allSatisfy { $0.width == 320 && $0.pyramid == .paper })
  }

  /// Every look that the network can give, in the order of the list; the others need networks of their own.
  @Test func allPresetsSideBySide() throws {
    let folder = try TemporaryFolder.forDreams()
    let model = try #require(try GalleryModel.list([folder.path("model.safetensors")]).first)
    let command = try GalleryCommand.parse(["photo.png", "-o", "out", "--presets", "--width", "96"])
    let settings = try command.settings(for: model).fitting(model.metadata)
    let fitting = Preset.all.filter { $0.network == nil || $0.network == "vgg11" }
    #expect(settings.map(\.preset) == fitting.map(\.name))
    #expect(settings.allSatisfy { $0.options.width == 96 && !$0.options.objective.isEmpty })
    #expect(settings.map(\.fileName) == fitting.map(\.name))
  }

  @Test func hostileNamesStayNames() throws {
    let folder = try TemporaryFolder()
    let names = [
      "a'b \"c\" $(touch x).png", "-o.png", "é\n🦉.png", "<img src=x onerror=alert(1)>.png",
    ]
    for name in names { try folder.write(Fixtures.photo.get(), to: name) }
    try folder.write(Fixtures.model.get(), to: "m&<x>.safetensors")
    let run = try reverie(
      ["gallery"] + names.map { "./" + $0 } + [
        "-o", "out", "--models", "m&<x>.safetensors", "--layers", "relu2", "--pyramid-size", "1",
        "--iterations", "1", "-q",
      ], in: folder)
    #expect(run == Run(code: 0, output: "", error: ""))
    let made = try folder.names(in: "out").filter { !$0.contains(".") }
    #expect(made.count == names.count)
    #expect(
      made.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-+".contains($0)) } })
    let html = String(decoding: try folder.read("out/index.html"), as: UTF8.self)
    #expect(!html.contains("<img src=x") && !html.contains("<x>"))
  }

  @Test func shellsReadTheCommandAsItWasMeant() throws {
    for word in ["plain-1.jpg", "a b", "it's", "$(x)`y`", #"a\"b"#, "", "é", "-", "*?"] {
      let shell = Process()
      shell.executableURL = URL(filePath: "/bin/sh")
      shell.arguments = ["-c", "printf %s \(word.shellQuoted)"]
      let pipe = Pipe()
      shell.standardOutput = pipe
      try shell.run()
      shell.waitUntilExit()
      #expect(String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == word)
    }
    #expect("plain-1.jpg".shellQuoted == "plain-1.jpg")
  }

  /// The flags of settings make these settings, whatever they are.
  @Test func flagsAndSettingsAreTheSame() throws {
    var options = DreamOptions()
    options.objective = try Objective("-relu4_1 + 0.5*relu3_1:1-3,7@0.5,0.25 + class(a b)")
    options.layerBalance = false
    options.style = "s t.png"
    options.guide = "g.png"
    options.pyramidSize = 3
    options.pyramidRatio = 1.41
    options.iterations = 7
    options.learningRate = 0.013
    options.spatialShift = 3
    options.smoothing = 1.25
    options.gradientSmoothing = .laplacian
    options.gradientNormalization = .deviation
    options.totalVariation = 0.1
    options.l2 = 0.01
    options.imageSpace = .fourier
    options.mask = "m.png"
    options.keepColors = true
    options.strength = 0.5
    options.width = 77
    options.seed = .max
    options.precision = .bfloat16
    options.start = .noise
    options.pyramid = .paper
    #expect(try DreamFlags.parse(options.arguments).folded(onto: DreamOptions()) == options)
    #expect(DreamOptions().arguments == [])
    // Every field was changed: one that is forgotten above, or has no flag, is seen here.
    let (all, changed) = (try fields(of: DreamOptions()), try fields(of: options))
    #expect(changed.filter { all[$0.key] == $0.value } == [:])
  }

  private func fields(of options: DreamOptions) throws -> [String: String] {
    let data = try JSONEncoder().encode(options)
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    return object.mapValues { "\($0)" }
  }

  @Test(arguments: [
    (
      ["--layers", "relu9"],
      "there is no layer 'relu9'; nearest: relu1, relu2, relu3, relu4, relu5 ('reverie layers' lists all)"
    ),
    (["--models", "none.safetensors"], "none.safetensors: there is no such file; check the path"),
    (["--models", "empty"], "empty holds no model; name a folder of .safetensors files"),
    (["--preset", "papr"], "there is no preset 'papr'; nearest: "),
    (["-o", "none/out"], "none/out cannot be written: there is no folder none; make it first"),
  ])
  func wrongInputIsOneLine(flags: [String], line: String) throws {
    let folder = try TemporaryFolder.forDreams()
    try folder.makeFolder("empty")
    let before = try folder.names()
    let base =
      ["gallery", "photo.png"] + (flags.contains("-o") ? [] : ["-o", "out"])
      + (flags.contains("--models") ? [] : models)
    let run = try reverie(base + flags, in: folder)
    #expect(run.code == 1)
    #expect(run.error.hasPrefix("reverie: " + line), "\(run.error)")
    #expect(run.error.filter(\.isNewline).count == 1)
    #expect(try folder.names() == before)
  }

  @Test(arguments: [
    ["--iterations", "0"], ["--pyramid-size", "1,x"], ["--from", "sound"],
    ["--preset", "paper", "--iterations", "2"], ["--presets", "--layers", "relu2"],
    ["--presets", "--preset", "original"],
    ["--preset", "original", "--recipe", "x.json"], ["--quality", "0"], ["--learning-rate", "nan"],
    ["--layers", "relu1:"],
  ])
  func wrongFlags(flags: [String]) throws {
    let run = try reverie(["gallery", "photo.png", "-o", "out"] + flags)
    #expect(run.code == 64)
  }
}

@Suite("reverie presets and dream --preset", .serialized)
struct PresetTests {
  @Test func presetsAreListed() throws {
    let run = try reverie("presets")
    #expect(run.code == 0)
    for preset in Preset.all { #expect(run.output.contains("\n\(preset.name) ")) }
    let json = try reverie("presets", "--json")
    let rows = try JSONDecoder().decode([Row].self, from: Data(json.output.utf8))
    #expect(rows.map(\.name) == Preset.all.map(\.name))
    #expect(rows.map(\.options) == Preset.all.map(\.options))
  }

  @Test func aPresetIsItsSettingsAndFlagsGoBefore() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      "dream", "photo.png", "-o", "dream.png", "-m", "model.safetensors", "--preset", "original",
      "--iterations", "1", "--width", "64", "-q", in: folder)
    #expect(run == Run(code: 0, output: "", error: ""))
    let recipe = try DreamRecipe(json: #require(try ImageMetadata.recipe(of: folder.path("dream.png"))))
    var expected = try Preset.named("original").options
    expected.iterations = 1
    expected.width = 64
    expected.objective = try Objective("relu4_2")
    #expect(recipe.options == expected)
  }

  @Test func aPresetNeedsItsNetwork() throws {
    let folder = try TemporaryFolder.forDreams()
    let command = [
      "dream", "photo.png", "-o", "dream.png", "-m", "model.safetensors", "--width", "96", "--iterations",
      "1", "--preset",
    ]
    #expect(
      try reverie(command + ["paper-resnet50-botneck1"], in: folder)
        == Run(
          code: 1, output: "",
          error:
            "reverie: the preset 'paper-resnet50-botneck1' dreams on botneck1, which model does not have; "
            + "name a resnet50 model with --model, or a layer with --layer\n"))
    let other = try reverie(command + ["paper-vgg19-relu2"], in: folder)
    #expect(other.code == 0)
    #expect(other.error == "the preset 'paper-vgg19-relu2' is made for vgg19; model is vgg11_bn\n")
    let none = try reverie(command + ["orginal"], in: folder)
    #expect(none.error.hasPrefix("reverie: there is no preset 'orginal'; nearest: original, "))
  }

  private struct Row: Decodable {
    let name: String
    let options: DreamOptions
  }
}

extension TemporaryFolder {
  /// What tells a file from one that was written again: its number on the disk and when it was written.
  fileprivate func identities(in name: String) throws -> [String: [Int]] {
    var identities: [String: [Int]] = [:]
    for file in try names(in: name) where !file.hasPrefix(".") {
      var status = stat()
      stat(path(name + "/" + file), &status)
      identities[file] = [Int(status.st_ino), status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    }
    return identities
  }
}
