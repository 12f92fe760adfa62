import Dreaming
import Foundation
import Imaging
import Testing
import TestSupport

@Suite("reverie dream", .serialized)
struct DreamTests {
  private let quick = [
    "--pyramid-size", "2", "--iterations", "2", "--threads", "1", "--precision", "float32",
  ]

  @Test func aRecipeMakesTheSameBytesAgain() throws {
    let folder = try TemporaryFolder.forDreams()
    let first = try reverie(
      ["dream", "photo.png", "-o", "dream.png", "-m", "model.safetensors", "--seed", "3"] + quick, in: folder)
    #expect(first.code == 0)
    #expect(first.output.hasPrefix("dream.png: 96×72 pixels, relu3_1 of model, "))
    let again = try reverie(
      "dream", "photo.png", "-o", "again.png", "-m", "model.safetensors", "--recipe", "dream.png", "--quiet",
      in: folder)
    #expect(again == Run(code: 0, output: "", error: ""))
    #expect(try folder.read("again.png") == folder.read("dream.png"))
    #expect(try folder.read("dream.png") != folder.read("photo.png"))
    #expect(try folder.names() == ["again.png", "dream.png", "model.safetensors", "photo.png"])
  }

  @Test func thePictureCarriesItsRecipe() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      [
        "dream", "photo.png", "-o", "dream.jpg", "-m", "model.safetensors", "-l", "relu2", "-q", "--width",
        "64",
      ]
        + quick, in: folder)
    #expect(run == Run(code: 0, output: "", error: ""))
    let recipe = try DreamRecipe(json: #require(try ImageMetadata.recipe(of: folder.path("dream.jpg"))))
    #expect(try recipe.options.objective == Objective("relu2"))
    #expect(recipe.options.iterations == 2)
    #expect(recipe.options.width == 64)
    #expect(recipe.model == "model")
    #expect(recipe.photo == "photo.png")
    #expect(recipe.threads == 1)
    #expect(recipe.modelSHA256?.count == 64)
    #expect(try Image(contentsOf: folder.path("dream.jpg")).width == 64)
  }

  @Test func flagsGoBeforeTheRecipe() throws {
    let folder = try TemporaryFolder.forDreams()
    try folder.write(
      Data(#"{"options": {"layers": ["relu2"], "iterations": 1, "pyramidSize": 1, "width": 40}}"#.utf8),
      to: "recipe.json")
    let run = try reverie(
      "dream", "photo.png", "-o", "dream.png", "-m", "model.safetensors", "--recipe", "recipe.json",
      "--width",
      "48", "--bits", "16", "-q", in: folder)
    #expect(run == Run(code: 0, output: "", error: ""))
    let recipe = try DreamRecipe(json: #require(try ImageMetadata.recipe(of: folder.path("dream.png"))))
    #expect(recipe.options.width == 48)
    #expect(recipe.options.iterations == 1)
    #expect(try Image(contentsOf: folder.path("dream.png"), depth: .sixteen).width == 48)
  }

  @Test func theRecipeHasTheObjectiveInFull() throws {
    let folder = try TemporaryFolder.forDreams()
    try FileManager.default.copyItem(at: Fixtures.raccoon, to: folder.url.appending(path: "raccoon.jpg"))
    let first = try reverie(
      [
        "dream", "photo.png", "-o", "dream.png", "-m", "model.safetensors", "--objective",
        "relu2 - relu1_1:3",
        "--towards", "newt", "--style", "raccoon.jpg", "--octaves", "1", "--octave-scale", "1.4",
        "--iterations", "2",
        "--keep-colors", "--threads", "1",
      ], in: folder)
    #expect(first.code == 0)
    let objective =
      "relu2 - relu1_1:3 + class(newt) + style(relu1_1, relu2_1, relu3_1, relu4_1, relu5_1)"
    #expect(first.output.hasPrefix("dream.png: 96×72 pixels, \(objective) of model, "), "\(first)")
    let recipe = try DreamRecipe(json: #require(try ImageMetadata.recipe(of: folder.path("dream.png"))))
    #expect(recipe.options.objective.description == objective)
    #expect(recipe.options.style == "raccoon.jpg" && recipe.options.keepColors)
    #expect(recipe.options.pyramidSize == 1 && recipe.options.pyramidRatio == 1.4)
    let again = try reverie(
      "dream", "photo.png", "-o", "again.png", "-m", "model.safetensors", "--recipe", "dream.png", "-q",
      in: folder)
    #expect(again == Run(code: 0, output: "", error: ""))
    #expect(try folder.read("again.png") == folder.read("dream.png"))
  }

  @Test func aMaskFromTheCommandLine() throws {
    let folder = try TemporaryFolder.forDreams()
    let half = (0..<96 * 72).flatMap { [UInt8](repeating: $0 % 96 < 48 ? 0 : 255, count: 3) }
    try Image(width: 96, height: 72, bytes: half).write(to: folder.path("mask.png"))
    let run = try reverie(
      ["dream", "photo.png", "-o", "dream.png", "-m", "model.safetensors", "--mask", "mask.png", "-q"]
        + quick,
      in: folder)
    #expect(run == Run(code: 0, output: "", error: ""))
    let (photo, dream) = (
      try Image(contentsOf: folder.path("photo.png")), try Image(contentsOf: folder.path("dream.png"))
    )
    let changed = (0..<96 * 72).filter { photo.bytes[3 * $0] != dream.bytes[3 * $0] }.map { $0 % 96 }
    #expect(changed.allSatisfy { $0 >= 48 })
    #expect(changed.count > 1000)
  }

  @Test func aLargePhotoIsScaledAndThisIsSaid() throws {
    let folder = try TemporaryFolder.forDreams()
    try FileManager.default.copyItem(at: Fixtures.raccoon, to: folder.url.appending(path: "raccoon.jpg"))
    let photo = try Image(contentsOf: folder.path("raccoon.jpg"))
    try #require(photo.width <= 1024)
    let wide = Image(width: 2048, height: 64, bytes: [UInt8](repeating: 99, count: 2048 * 64 * 3))
    try wide.write(to: folder.path("wide.png"))
    let run = try reverie(
      "dream", "wide.png", "-o", "dream.png", "-m", "model.safetensors", "-l", "relu1", "--iterations", "1",
      "--pyramid-size", "1", "--from", "noise", in: folder)
    #expect(run.code == 0)
    #expect(
      run.error.hasPrefix(
        "wide.png has 2048×64 pixels and is dreamt on at 1024×32; --width chooses another size\n"))
    #expect(run.output.hasPrefix("dream.png: 1024×32 pixels, relu1 of model, "))
  }

  @Test func measuresArePrintedForPeopleAndForPrograms() throws {
    let folder = try TemporaryFolder.forDreams()
    let command =
      ["dream", "photo.png", "-o", "dream.png", "-m", "model.safetensors", "--measure"] + quick
    let run = try reverie(command, in: folder)
    #expect(run.code == 0)
    let lines = run.output.split(separator: "\n").map { $0.prefix { $0 != "," } }
    #expect(lines.count == 7)
    let starts = [
      "dream.png: 96×72 pixels", "  gain of relu3_1       ×", "  total variation       0.",
      "  spectral slope        ", "  distance in pixels    0.", "  distance in features  0.",
      "  classes               ",
    ]
    for (line, start) in zip(lines, starts) { #expect(line.hasPrefix(start), "\(run.output)") }
    #expect(try #require(lines.last).contains(" % → "))

    let json = try reverie(command + ["--json"], in: folder)
    let reports = try JSONDecoder().decode([Measured].self, from: Data(json.output.utf8))
    let measures = try #require(reports.first?.measures)
    #expect(try #require(measures.activationGain["relu3_1"]) > 1)
    #expect(measures.rootMeanSquareError > 0)
    #expect(["owl", "fox", "newt", "bee", "elk"].contains(try #require(measures.classes).dream.name))
  }
}

private struct Measured: Decodable {
  let measures: DreamMeasures
}
