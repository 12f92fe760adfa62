@testable import Checkpoints
import Foundation
import Testing
import TestSupport

@Suite struct CatalogTests {
  let program: TemporaryFolder
  let user: TemporaryFolder
  let catalog: ModelCatalog

  init() throws {
    program = try TemporaryFolder()
    user = try TemporaryFolder()
    catalog = ModelCatalog(programFolder: program.url.path, userFolder: user.url.path)
  }

  @Test func namesAndPaths() throws {
    let mine = try user.file("birds.safetensors", [])
    let builtIn = try program.file("caltech101-vgg16.safetensors", [])
    _ = try user.file("caltech101-vgg16.safetensors", [])
    #expect(try catalog.path(of: "birds") == mine)
    #expect(try catalog.path(of: ModelCatalog.builtInName) == builtIn)
    #expect(try catalog.path(of: "elsewhere/birds") == "elsewhere/birds")
    #expect(try catalog.path(of: "birds.safetensors") == "birds.safetensors")
  }

  @Test func anUnknownNameListsWhatThereIsNearestFirst() throws {
    for name in ["flowers", "birds", "bards", ".hidden"] { _ = try user.file(name + ".safetensors", []) }
    _ = try user.file("notes.txt", [])
    let error = #expect(throws: CheckpointError.self) { try Model.named("birbs", in: catalog) }
    #expect(error == .unknownModel("birbs", available: ["birds", "bards", "flowers"], folder: user.url.path))
    #expect(
      error?.description.hasPrefix("there is no model 'birbs'; there is birds, bards, flowers; ") == true)
  }

  @Test func aMissingProgramModelIsOneLine() throws {
    let error = #expect(throws: CheckpointError.self) {
      try Model.named(ModelCatalog.builtInName, in: catalog)
    }
    #expect(error == .noBuiltInModel(name: ModelCatalog.builtInName, folder: program.url.path))
  }

  @Test func listsWithTheHeadersAloneAndKeepsTheDamaged() throws {
    try Model.small().save(to: user.path("good.safetensors"))
    _ = try user.file("bad.safetensors", [1, 2, 3])
    let entries = Model.available(in: catalog)
    #expect(entries.map(\.name) == ["bad", "good"])
    #expect(throws: CheckpointError.self) { try entries[0].metadata.get() }
    #expect(try entries[1].metadata.get().classNames.count == 3)
    #expect(entries[1].byteCount > 18_000_000)
    #expect(try Model.named("good", in: catalog).name == "good")
  }

  @Test func missingFoldersAreEmpty() {
    let nowhere = ModelCatalog(programFolder: "/nowhere/at/all", userFolder: "/nowhere/else")
    #expect(nowhere.entries().isEmpty)
  }

  @Test func theProgramsFolderIsFoundBesideIt() {
    #expect(FileManager.default.fileExists(atPath: ResourceFolder.path + "/caltech101-vgg16.md"))
    #expect(ResourceFolder.path.contains("reverie_Checkpoints"))
  }

  /// Once the model is there, it must be whole.
  @Test(.enabled(if: Model.available().contains { $0.name == ModelCatalog.builtInName }))
  func theBuiltInModelIsSound() throws {
    let model = try Model.builtIn
    #expect(model.metadata.classNames.count == model.metadata.architecture.classes)
    #expect(!model.metadata.defaultLayers.isEmpty)
    #expect(model.ignoredKeys == [])
  }
}
