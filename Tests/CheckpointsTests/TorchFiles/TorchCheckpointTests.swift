import Checkpoints
import Testing
import TestSupport
import Torch

/// What PyTorch wrote is read as PyTorch reads it.
@Suite struct TorchCheckpointTests {
  let fixture: TorchFixture

  init() throws { fixture = try TorchFixture() }

  @Test(arguments: TorchFixture.readable) func isReadElementForElement(_ name: String) throws {
    let checkpoint = try TorchCheckpoint(path: TorchFixture.path(name))
    #expect(checkpoint.keys == fixture.keys(name))
    for key in checkpoint.keys {
      let (found, expected) = (try checkpoint.tensor(key), try fixture.expected.tensor("\(name)/\(key)"))
      #expect(checkpoint.dtype(of: key) == expected.dtype && found.dtype == expected.dtype, "\(key)")
      #expect(checkpoint.shape(of: key) == expected.shape && found.shape == expected.shape, "\(key)")
      #expect(found.isContiguous, "\(key)")
      #expect(try found.withBytes { Array($0) } == expected.withBytes { Array($0) }, "\(key)")
    }
  }

  @Test func everyTypeIsAmongThem() throws {
    let checkpoint = try TorchCheckpoint(path: TorchFixture.path("zip2"))
    for dtype in DType.allCases { #expect(checkpoint.dtype(of: "types.\(dtype)") == dtype) }
    #expect(try checkpoint.tensor("types.int8").elements(Float.self) == [-14, -7, 0, 7, 14, 21])
    #expect(try checkpoint.tensor("bn.num_batches_tracked").item() == 0)
  }

  /// `module.` is gone, the accuracy that lies beside the network is not taken for a part of it.
  @Test(arguments: ["training_zip", "training_legacy"]) func trainingCheckpointsGiveTheirNetwork(
    _ name: String
  ) throws {
    let checkpoint = try TorchCheckpoint(path: TorchFixture.path(name))
    #expect(checkpoint.keys.prefix(2) == ["conv.weight", "conv.bias"])
    #expect(!checkpoint.keys.contains("best_acc1"))
  }

  @Test func changingATensorNeverReachesTheFile() throws {
    let before = try TorchFixture.bytes("zip2")
    try TorchCheckpoint(path: TorchFixture.path("zip2")).tensor("conv.weight").multiply(by: 5)
    #expect(try TorchFixture.bytes("zip2") == before)
  }

  @Test func aMissingTensorNamesItsNeighbors() throws {
    let checkpoint = try TorchCheckpoint(path: TorchFixture.path("python2"))
    #expect(checkpoint.shape(of: "conv1.wait") == nil && checkpoint.dtype(of: "conv1.wait") == nil)
    let error = #expect(throws: CheckpointError.self) { try checkpoint.tensor("conv1.wait") }
    let line = "python2.pt has no tensor 'conv1.wait'; nearest: 'conv1."
    #expect(error?.description.contains(line) == true, "\(error?.description ?? "")")
  }

  /// A tensor outlives the checkpoint that it came from, and with it the map.
  @Test func tensorsKeepTheirMap() throws {
    let tensor = try TorchCheckpoint(path: TorchFixture.path("views_zip")).tensor("all")
    #expect(try tensor.elements(Float.self) == (0..<240).map(Float.init))
  }
}

/// Sound files of other kinds are refused with what to do.
@Suite struct RefusedCheckpointTests {
  static let refused: [(name: String, line: String)] = [
    (
      "torchscript",
      " is a TorchScript archive, which is a program; save the module's state_dict() with torch.save"
    ),
    ("compressed", " is not read: its records are compressed; save its state_dict() again with torch.save"),
    ("big_endian", " is not read: its numbers are not little-endian; "),
    (
      "module_zip",
      " holds no state dictionary but what running torch_files.Lens would give; save the module's "
    ),
    (
      "module_legacy",
      " holds no state dictionary but under 'model' what running torch_files.Lens would give; "
    ),
    (
      "sparse",
      ": 'sparse' is what running torch._utils._rebuild_sparse_tensor would give, and nothing in a checkpoint is run; "
    ),
    ("complex", " is not read: 'b' has elements of torch.ComplexFloatStorage; "),
    ("complex_legacy", " is not read: it has a storage of torch.ComplexFloatStorage; "),
    ("unsigned", " is not read: 'b' has elements of torch.uint16; "),
    ("negative", " is not read: 'a' is a conjugate, a negative or another view with metadata; "),
    ("two_networks", " holds no state dictionary but a dictionary from which no tensors stand out; "),
    ("single", " holds no state dictionary but a single tensor; "),
  ]

  @Test(arguments: refused.indices) func saysWhatToDo(_ index: Int) throws {
    let (name, line) = Self.refused[index]
    let path = TorchFixture.path(name)
    let error = #expect(throws: CheckpointError.self) { try TorchCheckpoint(path: path) }
    #expect(error?.description.hasPrefix(path + line) == true, "\(name): \(error?.description ?? "")")
  }
}

@Suite struct CheckpointFormatTests {
  @Test func theFirstBytesTell() throws {
    let folder = try TemporaryFolder()
    let kinds: [(String, CheckpointFormat?)] = [
      (TorchFixture.path("zip2"), .torchZip), (TorchFixture.path("compressed"), .torchZip),
      (TorchFixture.path("legacy2"), .torchLegacy), (TorchFixture.path("legacy5"), .torchLegacy),
      (TorchFixture.path("python2"), .torchLegacy), (TorchFixture.path("torchscript"), .torchScript),
      (Fixture.folder.appendingPathComponent("vgg.safetensors").path, .safetensors),
      (Fixture.folder.appendingPathComponent("README.md").path, nil), (try folder.file("short", [0x80]), nil),
    ]
    for (path, format) in kinds { #expect(try CheckpointFormat(path: path) == format, "\(path)") }
    #expect(throws: CheckpointError.noSuchFile(path: "/nowhere")) { try CheckpointFormat(path: "/nowhere") }
  }
}
