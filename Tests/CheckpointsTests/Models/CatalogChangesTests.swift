@testable import Checkpoints
import Testing
import TestSupport

@Suite struct CatalogChangesTests {
  let folder: TemporaryFolder
  let catalog: ModelCatalog

  init() throws {
    folder = try TemporaryFolder()
    catalog = ModelCatalog(programFolder: "/nowhere", userFolder: folder.path("a/b/models"))
  }

  @Test func modelsComeAndGo() throws {
    let model = try Model.small()
    try model.save(to: folder.path("small.safetensors"))
    let found = try ModelImport(
      path: folder.path("small.safetensors"), published: PublishedModels(for: catalog))
    let path = try catalog.add(found, named: "small", precision: .float16)
    #expect(path == folder.path("a/b/models/small.safetensors"))
    #expect(try Model.named("small", in: catalog).metadata == model.metadata)
    #expect(throws: CatalogError.nameTaken("small")) { try catalog.add(found, named: "small") }
    try catalog.remove("small")
    #expect(catalog.ownNames == [])
    #expect(throws: CheckpointError.unknownModel("small", available: [], folder: catalog.userFolder)) {
      try catalog.remove("small")
    }
  }

  /// A name never leads out of the folder.
  @Test(arguments: [
    "", ".", "..", ".hidden", "a/b", "../x", "a b", "a\nb", "x.safetensors",
    String(repeating: "x", count: 101),
  ])
  func badNames(_ name: String) throws {
    #expect(throws: CatalogError.badName(name)) { try catalog.checkIsFree(name) }
    #expect(throws: CheckpointError.self) { try catalog.remove(name) }
  }

  @Test(arguments: ["a", "resnet50-0676ba61", "Käfer_2.1"]) func goodNames(_ name: String) throws {
    try catalog.checkIsFree(name)
  }

  @Test func theProgramsModelStays() {
    #expect(throws: CatalogError.builtIn(ModelCatalog.builtInName)) {
      try catalog.remove(ModelCatalog.builtInName)
    }
    #expect(throws: CatalogError.nameTaken(ModelCatalog.builtInName)) {
      try catalog.checkIsFree(ModelCatalog.builtInName)
    }
  }
}
