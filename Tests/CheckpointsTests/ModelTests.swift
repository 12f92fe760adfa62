@testable import Checkpoints
import Files
import Foundation
import Networks
import Testing
import TestSupport
import Torch

@Suite struct ModelTests {
  let folder: TemporaryFolder
  let model: Model

  init() throws {
    folder = try TemporaryFolder()
    model = try Model.small()
  }

  @Test(arguments: Precision.allCases) func goesOutAndIn(_ precision: Precision) throws {
    let path = folder.path("small.safetensors")
    try model.save(to: path, precision: precision)
    let back = try Model.load(path)
    #expect(back.name == "small")
    #expect(back.path == path)
    #expect(back.metadata == model.metadata)
    #expect(back.graph == model.graph)
    #expect(back.ignoredKeys == [])
    #expect(Set(back.weights.keys) == Set(model.graph.parameters.map(\.key)))
    for parameter in model.graph.parameters {
      let (found, saved) = (
        try #require(back.weights[parameter.key]), try #require(model.weights[parameter.key])
      )
      let isCount = parameter.role == .batchCount
      #expect(found.dtype == (isCount ? .int64 : .float32))
      let expected = parameter.shape.count >= 2 ? try saved.to(precision.dtype) : saved
      #expect(try found.isEqual(to: expected).to(.float32).minimum().item() == 1, "\(parameter.key)")
    }
    let input = try Formula.input(height: 32, width: 32)
    let logits = try Difference(
      "logits in \(precision)", back.executor().output(input), model.executor().output(input))
    #expect(logits.relative < (precision == .float32 ? 1e-6 : 0.03), "\(logits)")
  }

  @Test func theDigestIsTheFiles() throws {
    let path = folder.path("small.safetensors")
    try model.save(to: path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(try Model.load(path).sha256 == bytes.withUnsafeBytes { Digest.sha256($0) })
    #expect(model.sha256 == nil)
  }

  /// FIPS 180-4's own examples.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func digests(_ text: String, _ digest: String) {
    #expect(Array(text.utf8).withUnsafeBytes { Digest.sha256($0) } == digest)
  }

  @Test func keysThatTheNetworkDoesNotKnowAreCounted() throws {
    let path = folder.path("more.safetensors")
    let more = ["optimizer.step": try Tensor.ones([1]), "extra": try .ones([2])]
    try Safetensors.write(
      model.weights.merging(more) { first, _ in first }, metadata: try model.metadata.texts(), to: path)
    let back = try Model.load(path)
    #expect(back.ignoredKeys == ["extra", "optimizer.step"])
    #expect(back.weights["extra"] == nil)
  }

  @Test func aMissingTensorNamesItsLayer() throws {
    let path = folder.path("less.safetensors")
    var weights = model.weights
    weights["features.11.bias"] = nil
    try Safetensors.write(weights, metadata: try model.metadata.texts(), to: path)
    let error = #expect(throws: CheckpointError.self) { try Model.load(path) }
    #expect(
      error?.description
        == "\(path) does not fit the network that it describes: "
        + "the weights have no 'features.11.bias', which layer conv4_1 needs")
  }

  @Test func aMisshapenTensorNamesItsLayer() throws {
    let path = folder.path("turned.safetensors")
    var weights = model.weights
    weights["classifier.weight"] = try weights["classifier.weight"]?.permuted([1, 0])
    try Safetensors.write(weights, metadata: try model.metadata.texts(), to: path)
    #expect(
      throws: CheckpointError.wrongWeights(
        path: path,
        .wrongShape(key: "classifier.weight", layer: "fc", expected: [3, 512], found: [512, 3]))
    ) { try Model.load(path) }
  }

  @Test func wholeNumbersAreNoWeights() throws {
    let path = folder.path("whole.safetensors")
    var weights = model.weights
    weights["features.0.bias"] = try .zeros([64], dtype: .int32)
    try Safetensors.write(weights, metadata: try model.metadata.texts(), to: path)
    #expect(throws: CheckpointError.wrongElements(path: path, key: "features.0.bias", type: "int32")) {
      try Model.load(path)
    }
  }

  @Test func trainingALoadedModelLeavesItsFileAlone() throws {
    let path = folder.path("small.safetensors")
    try model.save(to: path, precision: .float32)
    let digest = try Model.load(path).sha256
    for weight in try Model.load(path).weights.values { try weight.multiply(by: 0) }
    #expect(try Model.load(path).sha256 == digest)
    #expect(try Model.load(path).weights["features.0.weight"]?.magnitude().maximum().item() != 0)
  }
}

extension Model {
  /// VGG11 with a pooled head and three classes, fresh weights.
  static func small() throws -> Model {
    let architecture = try Architecture(network: "vgg11", head: .pooled, classes: 3)
    let metadata = ModelMetadata(
      architecture: architecture, classNames: ["ant", "bee", "Käfer \"🐞\""],
      normalization: .imageNet,
      training: TrainingRecord(
        dataset: "insects", recipe: ["rate": "0.1"], epochs: 3, accuracy: 0.75, date: "2026-01-31",
        commandLine: "reverie train insects"),
      defaultLayers: ["relu3", "relu4_1"], license: "CC0", attribution: "nobody")
    let weights = try architecture.graph.initialWeights(generator: try Generator(seed: 5))
    return try Model(name: "small", metadata: metadata, weights: weights)
  }
}
