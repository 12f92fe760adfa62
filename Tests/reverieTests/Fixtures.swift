import Checkpoints
import Foundation
import Imaging
import Networks
import TestSupport
import Torch

/// Inputs that are made once for all tests.
enum Fixtures {
  /// A vgg11_bn with pooled head, five classes and random weights, as a file's content.
  static let model = Result<Data, any Error> {
    let architecture = try Architecture(network: "vgg11_bn", head: .pooled, classes: 5)
    let metadata = ModelMetadata(
      architecture: architecture, classNames: ["owl", "fox", "newt", "bee", "elk"],
      training: TrainingRecord(accuracy: 0.2, pictureSize: 64), defaultLayers: ["relu3_1"])
    let weights = try architecture.graph.initialWeights(generator: Generator(seed: 1))
    let folder = try TemporaryFolder()
    let path = folder.path("model.safetensors")
    try Model(name: "model", metadata: metadata, weights: weights).save(to: path)
    return try Data(contentsOf: URL(filePath: path))
  }

  /// The features of AlexNet by the formula, as the content of a file that does not describe them.
  static let features = Result<Data, any Error> {
    let graph = try Architecture(network: "alexnet", head: .absent, classes: 0).graph
    let folder = try TemporaryFolder()
    let path = folder.path("features.safetensors")
    try Safetensors.write(try Formula.weights(of: graph), to: path)
    return try Data(contentsOf: URL(filePath: path))
  }

  /// A small colorful picture as a PNG.
  static let photo = Result<Data, any Error> {
    let (width, height) = (96, 72)
    var bytes: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { bytes += [UInt8(x * 2), UInt8(y * 3), UInt8((x * y) % 251)] }
    }
    return Data(try Image(width: width, height: height, bytes: bytes).encoded(as: .png))
  }

  /// A photo of a raccoon as a JPEG.
  static let raccoon = repository.appending(path: "Examples/raccoon.jpg")

  /// A PNG whose header declares 60,000×60,000 pixels.
  static let declares60000 = repository.appending(path: "Tests/ImagingTests/Fixtures/declares-60000.png")

  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}

extension TemporaryFolder {
  /// A folder with `photo.png` and `model.safetensors`.
  static func forDreams() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(Fixtures.photo.get(), to: "photo.png")
    try folder.write(Fixtures.model.get(), to: "model.safetensors")
    return folder
  }

  /// The names in a folder of this folder, sorted.
  func names(in name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }

  /// Whether the run of that name has a state to go on from.
  func hasState(of run: String) -> Bool {
    FileManager.default.fileExists(atPath: path(run + "/state.safetensors"))
  }

  /// The bytes of all tensors in the state of a run: weights, what the optimiser remembers, averages.
  func state(of run: String) throws -> [String: [UInt8]] {
    try Safetensors(path: path(run + "/state.safetensors")).tensors().mapValues { tensor in
      try tensor.contiguous().withBytes { Array($0) }
    }
  }

  /// Writes a safetensors file of a header and some bytes after it.
  func writeSafetensors(header: String, byteCount: Int, to name: String) throws {
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    try write(length + Data(header.utf8) + Data(count: byteCount), to: name)
  }
}
