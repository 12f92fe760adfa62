import Checkpoints
import Testing
import TestSupport
import Torch

@Suite struct WritingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func replacesAFileAndLeavesNothingElse() throws {
    let path = folder.path("x.safetensors")
    try Safetensors.write(["a": try .ones([2])], to: path)
    let before = try Safetensors(path: path)
    try Safetensors.write(["a": try .zeros([2])], to: path)
    #expect(try Safetensors(path: path).tensor("a").elements(Float.self) == [0, 0])
    #expect(try before.tensor("a").elements(Float.self) == [1, 1])
    #expect(try folder.names() == ["x.safetensors"])
  }

  @Test func whatCannotBeWrittenIsOneLine() throws {
    for path in [folder.path("no/such/folder/x.safetensors"), folder.url.path] {
      let error = #expect(throws: CheckpointError.self) {
        try Safetensors.write(["a": try .ones([2])], to: path)
      }
      #expect(error?.description.hasPrefix("\(path) cannot be written") == true)
      #expect(error?.description.contains("\n") == false)
    }
    #expect(try folder.names() == [])
  }

  @Test func noTensorMayTakeTheMetadatasName() throws {
    #expect(throws: CheckpointError.self) {
      try Safetensors.write(["__metadata__": try .ones([2])], to: folder.path("x.safetensors"))
    }
    #expect(try folder.names() == [])
  }

  @Test func nothingAtAllIsAFileToo() throws {
    try Safetensors.write([:], to: folder.path("x.safetensors"))
    #expect(try Safetensors(path: folder.path("x.safetensors")).entries.isEmpty)
  }
}
