import Checkpoints
import Foundation
import Testing
import TestSupport

@Suite("reverie models, classify, features")
struct ModelTests {
  @Test func classifyNamesTheLikeliestClasses() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie("classify", "photo.png", "-m", "model.safetensors", "--top", "2", in: folder)
    #expect(run.code == 0)
    #expect(run.error == "")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 3)
    #expect(lines.first == "photo.png")
    #expect(lines.dropFirst().allSatisfy { $0.hasSuffix(" %") })
  }

  /// A folder gives a table, a line for each photo.
  @Test func classifyTakesFolders() throws {
    let folder = try TemporaryFolder.forDreams()
    try folder.makeFolder("photos")
    for name in ["a.png", "b.png"] { try folder.write(folder.read("photo.png"), to: "photos/" + name) }
    let run = try reverie("classify", "photos", "-m", "model.safetensors", in: folder)
    #expect(run.code == 0 && run.error == "")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 4 && lines[0].hasPrefix("photo         likeliest"), "\(run.output)")
    #expect(lines[2].hasPrefix("photos/a.png  ") && lines[3].hasPrefix("photos/b.png  "))
    #expect(lines[2].dropFirst(12) == lines[3].dropFirst(12))
  }

  @Test func classifyGoesOnAfterABadPhoto() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      "classify", "none.jpg", "photo.png", "-m", "model.safetensors", "--json", in: folder)
    #expect(run.code == 1)
    #expect(run.error == "reverie: none.jpg: there is no such file; check the path\n")
    let verdicts = try JSONDecoder().decode([Verdict].self, from: Data(run.output.utf8))
    #expect(verdicts.map(\.photo) == ["photo.png"])
    let classes = try #require(verdicts.first?.classes)
    #expect(Set(classes.map(\.name)) == ["owl", "fox", "newt", "bee", "elk"])
    #expect(abs(classes.map(\.probability).reduce(0, +) - 1) < 1e-5)
    #expect(classes.map(\.probability) == classes.map(\.probability).sorted(by: >))
  }

  @Test func featuresAreWrittenUnderTheLayersNames() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      "features", "photo.png", "-l", "relu2", "-l", "fc", "-m", "model.safetensors", "-o", "f.safetensors",
      "--width", "64", in: folder)
    let table = """
      f.safetensors:
      layer          shape
      ───────  ───────────
      relu2_1  1×128×24×32
      fc               1×5

      """
    #expect(run == Run(code: 0, output: table, error: ""))
    let file = try Safetensors(path: folder.path("f.safetensors"))
    #expect(file.entries.mapValues(\.shape) == ["relu2_1": [1, 128, 24, 32], "fc": [1, 5]])
    #expect(file.metadata["photo"] == "photo.png")
    #expect(file.metadata["model"] == "model")
    #expect(file.metadata["layers"] == "relu2_1,fc")
  }

  @Test func featuresNeedAFolderAndAName() throws {
    let run = try reverie("features", "none.png", "-l", "fc", "-o", "none/f.safetensors")
    #expect(
      run
        == Run(
          code: 1, output: "",
          error: "reverie: none/f.safetensors cannot be written: there is no folder none; make it first\n"))
    #expect(try reverie("features", "photo.png", "-o", "f.safetensors").code == 64)
    #expect(try reverie("features", "photo.png", "-l", "fc", "-o", "f.npz").code == 64)
  }

  @Test func modelsListsTheUsersOwn() throws {
    let folder = try TemporaryFolder()
    let models = folder.url.appending(path: "reverie/models")
    try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
    try Fixtures.model.get().write(to: models.appending(path: "mine.safetensors"))
    try Data("no".utf8).write(to: models.appending(path: "bad.safetensors"))
    let run = try reverie(["models"], in: folder, environment: ["XDG_DATA_HOME": folder.url.path])
    #expect(run.code == 0)
    let row = run.output.split(separator: "\n").first { $0.hasPrefix("mine ") }
    let words = row.map { $0.split(separator: " ").map(String.init) } ?? []
    #expect(words.prefix(6) == ["mine", "vgg11_bn,", "pooled", "5", "20.0", "%"])
    #expect(run.error.hasPrefix("reverie: \(models.path)/bad.safetensors cannot be read as safetensors"))
    let json = try reverie(["models", "--json"], in: folder, environment: ["XDG_DATA_HOME": folder.url.path])
    let list = try JSONDecoder().decode([ListedModel].self, from: Data(json.output.utf8))
    let mine = try #require(list.first { $0.name == "mine" })
    #expect(mine.classes == 5)
    #expect(!mine.isBuiltIn)
    let layers = try reverie(
      ["layers", "-m", "mine"], in: folder, environment: ["XDG_DATA_HOME": folder.url.path])
    #expect(layers.output.contains("\n\nvgg11_bn, 5 classes, for a picture of 224×224 pixels: "))
  }
}

private struct Verdict: Decodable {
  struct Guess: Decodable {
    let name: String
    let probability: Double
  }
  let photo: String
  let classes: [Guess]
}

private struct ListedModel: Decodable {
  let name: String
  let classes: Int
  let isBuiltIn: Bool
}
