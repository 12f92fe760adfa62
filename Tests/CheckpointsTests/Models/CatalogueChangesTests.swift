@testable import Checkpoints
import Testing
import TestSupport

@Suite struct CatalogueChangesTests {
  let folder: TemporaryFolder
  let catalogue: ModelCatalogue

  init() throws {
    folder = try TemporaryFolder()
    catalogue = ModelCatalogue(programFolder: "/nowhere", userFolder: folder.path("a/b/models"))
  }

  @Test func modelsComeAndGo() throws {
    let model = try Model.small()
    try model.save(to: folder.path("small.safetensors"))
    let found = try ModelImport(
      path: folder.path("small.safetensors"), published: PublishedModels(for: catalogue))
    let path = try catalogue.add(found, named: "small", precision: .float16)
    #expect(path == folder.path("a/b/models/small.safetensors"))
    #expect(try Model.named("small", in: catalogue).metadata == model.metadata)
    #expect(throws: CatalogueError.nameTaken("small")) { try catalogue.add(found, named: "small") }
    try catalogue.remove("small")
    #expect(catalogue.ownNames == [])
    #expect(throws: CheckpointError.unknownModel("small", available: [], folder: catalogue.userFolder)) {
      try catalogue.remove("small")
    }
  }

  /// A name never leads out of the folder.
  @Test(arguments: [
    "", ".", "..", ".hidden", "a/b", "../x", "a b", "a\nb", "x.safetensors",
    String(repeating: "x", count: 101),
  ])
  func badNames(_ name: String) throws {
    #expect(throws: CatalogueError.badName(name)) { try catalogue.checkIsFree(name) }
    #expect(throws: CheckpointError.self) { try catalogue.remove(name) }
  }

  @Test(arguments: ["a", "resnet50-0676ba61", "Käfer_2.1"]) func goodNames(_ name: String) throws {
    try catalogue.checkIsFree(name)
  }

  @Test func theProgramsModelStays() {
    #expect(throws: CatalogueError.builtIn(ModelCatalogue.builtInName)) {
      try catalogue.remove(ModelCatalogue.builtInName)
    }
    #expect(throws: CatalogueError.nameTaken(ModelCatalogue.builtInName)) {
      try catalogue.checkIsFree(ModelCatalogue.builtInName)
    }
  }
}
