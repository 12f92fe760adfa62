import Checkpoints
import Foundation
import Imaging
import Testing
import TestSupport
import Torch

@Suite("reverie explain") struct ExplainTests {
  private let quick = ["-m", "model.safetensors", "--threads", "1", "--layer", "relu4"]

  private func explain(_ arguments: [String], in folder: TemporaryFolder) throws -> Run {
    try reverie(["explain"] + arguments + quick, in: folder)
  }

  @Test func oneMapFillsThePicture() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try explain(["photo.png", "--method", "layercam", "-o", "why.png"], in: folder)
    #expect(run.code == 0, "\(run.error)")
    #expect(run.output.contains("LayerCAM") && run.output.contains("layer relu4"))
    let photo = try Image(contentsOf: folder.path("photo.png"))
    let map = try Image(contentsOf: folder.path("why.png"))
    #expect(map.width == photo.width && map.height == photo.height && map != photo)
  }

  @Test func methodsAndClassesMakeASheet() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try explain(
      [
        "photo.png", "--method", "saliency,Grad_CAM", "--class", "owl", "--class", "1", "-o", "why.jpg",
        "--score",
      ], in: folder)
    #expect(run.code == 0, "\(run.error)")
    #expect(run.output.components(separatedBy: "insertion ").count == 5, "\(run.output)")
    let photo = try Image(contentsOf: folder.path("photo.png"))
    let sheet = try Image(contentsOf: folder.path("why.jpg"))
    #expect(sheet.width > 3 * photo.width && sheet.height > 2 * photo.height)
  }

  @Test func aFolderHasFilesForEveryMap() throws {
    let folder = try TemporaryFolder.forDreams()
    try FileManager.default.copyItem(atPath: folder.path("photo.png"), toPath: folder.path("other.png"))
    let run = try explain(
      [
        "photo.png", "other.png", "--method", "ig,lime,rise", "--steps", "2", "--samples", "20", "-o", "maps",
        "--json",
      ], in: folder)
    #expect(run.code == 0, "\(run.error)")
    struct Line: Decodable {
      let method: String
      let settings: [String: String]
      let findings: [String: String]
      let files: [String]
    }
    let lines = try run.output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    let names = ["integrated-gradients", "lime", "rise"]
    #expect(lines.map(\.method) == names + names)
    #expect(lines[0].settings["steps"] == "2" && lines[0].findings["completeness gap"] != nil)
    #expect(lines[1].findings["R²"] != nil && lines[2].settings["masks"] == "20")
    let listed = try String(contentsOfFile: folder.path("maps/explanations.jsonl"), encoding: .utf8)
    #expect(listed == run.output)
    for line in lines {
      #expect(line.files.count == 3)
      for file in line.files { #expect(FileManager.default.fileExists(atPath: folder.path("maps/" + file))) }
      let numbers = try Safetensors(path: folder.path("maps/" + line.files[2])).tensors()
      #expect(numbers["map"]?.shape.prefix(2) == [1, 1] && numbers["values"]?.shape.count == 4)
    }
    #expect(try Image(contentsOf: folder.path("maps/sheet.png")).width > 0)
  }

  @Test func aPageHoldsEverything() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try explain(["photo.png", "--method", "eigencam", "-o", "why.html"], in: folder)
    #expect(run.code == 0, "\(run.error)")
    let page = try String(contentsOfFile: folder.path("why.html"), encoding: .utf8)
    #expect(page.contains("EigenCAM") && page.contains("reverie explain photo.png --method eigencam"))
  }

  @Test func methodsAreCompared() throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try explain(["photo.png", "--method", "saliency", "--compare", "-o", "table"], in: folder)
    #expect(run.code == 0, "\(run.error)")
    let rows = run.output.split(separator: "\n").map { $0.split(separator: " ").first.map(String.init) }
    #expect(rows.contains("Saliency") && rows.contains("random") && rows.contains("centred"))
    let names = try folder.names(in: "table")
    #expect(names == ["Saliency.svg", "centred_blob.svg", "faithfulness.json", "random_map.svg"])
  }

  @Test func aPhotoThatCannotBeComparedIsNamedAndTheOthersCount() throws {
    let folder = try TemporaryFolder.forDreams()
    _ = try folder.file("broken.png", "no picture".utf8)
    let run = try explain(
      ["broken.png", "photo.png", "--method", "saliency", "--compare", "-o", "table"], in: folder)
    #expect(run.code == 1 && run.error.contains("broken.png"), "\(run.error)")
    #expect(run.output.contains("Saliency"))
    #expect(try folder.names(in: "table").contains("faithfulness.json"))
  }

  @Test func weightsThatAreNotNumbersAreNamed() throws {
    let folder = try TemporaryFolder.forDreams()
    let model = try Model.load(folder.path("model.safetensors"))
    let broken = try model.weights.mapValues { try $0 * Double.nan }
    try Model(name: "broken", metadata: model.metadata, weights: broken).save(
      to: folder.path("model.safetensors"))
    let run = try explain(["photo.png", "-o", "why.png"], in: folder)
    #expect(run.code == 1)
    #expect(
      run.error
        == "reverie: the network's answer is not made of finite numbers; see whether the model's weights are sound\n"
    )
  }

  @Test(arguments: [
    (
      ["photo.png", "-o", "why.png", "--method", "gradcom"], "there is no method 'gradcom'; nearest: grad-cam"
    ),
    (["photo.png", "-o", "why.png", "--class", "owls"], "the model has no class 'owls'; nearest: owl"),
    (["photo.png", "-o", "why.png", "--layer", "fc"], "fc sees a picture"),
    (["photo.png", "-o", "none/why.png"], "none/why.png"),
    (["none.png", "-o", "why.png"], "none.png: there is no such file"),
    (["photo.png", "photo.png", "-o", "why.html"], "a page explains one photo, and there are 2"),
    (["photo.png", "-o", "why.png", "--compare"], "--compare writes a table and plots"),
    (
      ["photo.png", "-o", "why.png", "--method", "occlusion", "--window", "4", "--stride", "9"],
      "stride takes"
    ),
  ])
  func wrongInputIsOneLine(arguments: [String], line: String) throws {
    let folder = try TemporaryFolder.forDreams()
    let run = try reverie(
      ["explain"] + arguments + ["-m", "model.safetensors", "--threads", "1"], in: folder)
    #expect(run.code == 1, "\(run.output)")
    #expect(
      run.error.hasPrefix("reverie: " + line) && run.error.filter(\.isNewline).count == 1, "\(run.error)")
  }
}
