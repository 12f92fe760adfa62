@testable import Checkpoints
import Files
import Foundation
import Networks
import Testing
import TestSupport
import Torch

@Suite struct ImportTests {
  let folder: TemporaryFolder
  let catalog: ModelCatalog

  init() throws {
    folder = try TemporaryFolder()
    catalog = ModelCatalog(programFolder: "/nowhere", userFolder: folder.path("reverie/models"))
  }

  private func formulaWeights() throws -> [String: Tensor] {
    try Formula.weights(of: Architecture(network: "googlenet", classes: 10).graph)
  }

  private func found(_ path: String) throws -> ModelImport {
    try ModelImport(path: path, published: PublishedModels(for: catalog))
  }

  /// PyTorch's logits for GoogLeNet come out of an imported file, whose head for training is left out.
  @Test func itsLogitsArePyTorchs() throws {
    let path = folder.path("net.safetensors")
    var weights = try formulaWeights()
    weights["aux1.fc2.bias"] = try .ones([10])
    for key in weights.keys where key.hasSuffix("num_batches_tracked") { weights[key] = nil }
    try Safetensors.write(weights, to: path)
    let found = try found(path)
    #expect(found.recognition.auxiliary.map(\.key) == ["aux1.fc2.bias"])
    #expect(found.recognition.filledIn.count == 57)
    #expect(found.isNormalizationAssumed && found.normalization == .imageNet && found.published == nil)
    try catalog.add(found, named: "net")
    let model = try Model.named("net", in: catalog)
    #expect(model.metadata.origin == ModelOrigin(file: "net.safetensors"))
    #expect(model.metadata.defaultLayers.first == "inception4c")
    #expect(model.ignoredKeys == [])
    let logits = try Difference(
      "logits", model.executor().output(Formula.input(height: 40, width: 56)),
      Fixture.open("googlenet").tensor("googlenet/logits"))
    #expect(logits.relative <= 1e-4, "\(logits)")
  }

  @Test func classesAreNamedOrRefused() throws {
    let path = folder.path("net.safetensors")
    try Safetensors.write(try formulaWeights(), to: path)
    var found = try found(path)
    let names = try ClassNameFile.read(
      folder.file("names.txt", Array(" a\nb c \r\nç\n4\n5\n6\n7\n8\n9\n10\n\n".utf8)))
    try found.name(classes: names, from: "names.txt")
    #expect(found.classNames == ["a", "b c", "ç", "4", "5", "6", "7", "8", "9", "10"])
    #expect(found.metadata.classNames == found.classNames)
    #expect(throws: ImportError.wrongClassCount(path: "imagenet", names: 1000, classes: 10)) {
      try found.name(classes: ClassList.imagenet.names(), from: "imagenet")
    }
    let gap = try folder.file("gap.txt", Array("a\n\nb".utf8))
    #expect(throws: ImportError.badClassNames(path: gap, reason: "line 2 is empty")) {
      try ClassNameFile.read(gap)
    }
    let binary = try folder.file("binary.txt", [0xff, 0xfe])
    #expect(throws: ImportError.badClassNames(path: binary, reason: "it is not UTF-8 text")) {
      try ClassNameFile.read(binary)
    }
  }

  @Test func whatAFileSaysOfItselfIsTakenOver() throws {
    let model = try Model.small()
    try model.save(to: folder.path("small.safetensors"))
    #expect(try found(folder.path("small.safetensors")).metadata == model.metadata)
  }

  @Test func aKnownFileBringsItsFacts() throws {
    let path = folder.path("known.safetensors")
    try Safetensors.write(try Model.small().weights, to: path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let digest = bytes.withUnsafeBytes { Digest.sha256($0) }
    try folder.publish([
      .init("small", network: "vgg11", head: "none", sha256: String(digest.prefix(8)), byteCount: bytes.count)
    ])
    let found = try found(path)
    #expect(found.published?.name == "small")
    #expect(found.recognition.architecture.head == .absent)
    #expect(found.recognition.leftOver.map(\.key) == ["classifier.bias", "classifier.weight"])
    let metadata = found.metadata
    #expect(metadata.normalization == .symmetric)
    #expect(metadata.license == "CC0")
    #expect(metadata.training?.dataset == "insects")
    #expect(
      metadata.origin
        == ModelOrigin(file: "small.pth", address: "https://example.org/small.pth", sha256: digest))
  }

  @Test func wholeNumbersAreNoWeights() throws {
    let path = folder.path("net.safetensors")
    var weights = try Model.small().weights
    weights["features.0.bias"] = try .zeros([64], dtype: .int32)
    try Safetensors.write(weights, to: path)
    #expect(throws: CheckpointError.wrongElements(path: path, key: "features.0.bias", type: "int32")) {
      try catalog.add(found(path), named: "net")
    }
  }

  @Test(arguments: [nil, Precision.float16]) func exportsAreReadBack(_ precision: Precision?) throws {
    let model = try Model.small()
    let path = folder.path("out.safetensors")
    try model.export(to: path, as: .safetensors, precision: precision)
    let file = try Safetensors(path: path)
    #expect(Set(file.entries.keys) == Set(model.graph.parameters.map(\.key)))
    #expect(file.entries["features.0.weight"]?.dtype == (precision == nil ? .float32 : .float16))
    #expect(file.entries["features.0.bias"]?.dtype == .float32)
  }
}
