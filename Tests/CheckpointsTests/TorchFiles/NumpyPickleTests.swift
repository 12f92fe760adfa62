import Foundation
import Networks
import Testing
import TestSupport
import Torch

@testable import Checkpoints

/// Pickles with numpy arrays; Tests/Fixtures/numpy_pickles.py writes them.
@Suite struct NumpyPickleTests {
  private static func path(_ name: String) -> String {
    Fixture.folder.appendingPathComponent("numpy_pickles/\(name).pkl").path
  }

  @Test(arguments: [2, 3, 4, 5]) func nestedModulesAreTensorsByNamesWithDots(_ protocolVersion: Int) throws {
    let path = Self.path("modules\(protocolVersion)")
    #expect(try CheckpointFormat(path: path) == .pickle)
    let file = try TorchCheckpoint(path: path)
    #expect(
      file.keys == [
        "Net_0.Conv_0.kernel", "Net_0.Conv_0.bias", "Net_0.Dense_0.kernel", "Net_0.Dense_0.bias",
        "empty.array",
        "scalar.array",
      ])
    #expect(file.shape(of: "Net_0.Conv_0.kernel") == [2, 3, 1, 4])
    #expect(try file.tensor("Net_0.Conv_0.kernel").elements(Float.self) == (0..<24).map(Float.init))
    #expect(file.dtype(of: "Net_0.Conv_0.bias") == .float16)
    #expect(try file.tensor("Net_0.Conv_0.bias").to(.float32).elements(Float.self) == [1, -2, 3, -4])
    // Written column by column, read row by row.
    #expect(file.dtype(of: "Net_0.Dense_0.kernel") == .float64)
    #expect(try file.tensor("Net_0.Dense_0.kernel").to(.float32).elements(Float.self) == [0, 1, 2, 3, 4, 5])
    #expect(file.dtype(of: "Net_0.Dense_0.bias") == .bool)
    #expect(try file.tensor("Net_0.Dense_0.bias").to(.float32).elements(Float.self) == [1, 0, 1])
    #expect(file.shape(of: "empty.array") == [0, 3] && file.shape(of: "scalar.array") == [])
  }

  @Test(arguments: [
    ("hostile_negative", "its shape has a negative length"),
    ("hostile_huge", "its elements fill 16 bytes, not the 4611686018427387904 of its shape"),
    ("hostile_overflow", "its size has more elements than any memory holds"),
    ("hostile_short", "its elements fill 60 bytes, not the 64 of its shape"),
    ("hostile_long", "its elements fill 20 bytes, not the 16 of its shape"),
    ("hostile_deep", "a tensor's shape is no tuple of at most 64 numbers"),
    ("hostile_objects", "holds Python objects"),
    ("hostile_fields", "has elements of a type that is not read"),
    ("hostile_texts", "has elements of a type that is not read"),
    ("hostile_big_endian", "has big-endian elements"),
    ("hostile_subclass", "is a subclass of numpy's array"),
    ("hostile_no_state", "is an array without elements"),
    ("hostile_no_type", "an array's state names no type or no order"),
    ("hostile_text_short", "its elements fill 3 bytes, not the 4 of its shape"),
    ("hostile_text_long", "its elements fill 6 bytes, not the 4 of its shape"),
    ("hostile_text_wide", "its elements are no bytes"),
    ("hostile_text_huge", "its elements fill 16 bytes, not the 4611686018427387904 of its shape"),
    ("hostile_encoding", "has its elements in a form that is not read"),
  ])
  func whatIsNoPlainArrayIsRefused(_ name: String, reason: String) throws {
    let error = #expect(throws: CheckpointError.self) { _ = try TorchCheckpoint(path: Self.path(name)) }
    let line = try #require(error).description
    #expect(line.contains(reason) && !line.contains("\n"), "\(line)")
  }

  /// `torch.save` writes numpy's arrays with protocol 2.
  @Test func arraysInACheckpointOfPyTorchAreRead() throws {
    let folder = try TemporaryFolder()
    let pickle = try [UInt8](Data(contentsOf: URL(filePath: Self.path("modules2"))))
    let file = try TorchCheckpoint(path: folder.file("x.pt", ZipBytes(pickle: pickle).bytes))
    #expect(try file.tensor("Net_0.Conv_0.kernel").elements(Float.self) == (0..<24).map(Float.init))
    #expect(try file.tensor("Net_0.Dense_0.kernel").to(.float32).elements(Float.self) == [0, 1, 2, 3, 4, 5])
  }

  // MARK: flax' names

  /// The shapes that flax gives a network's convolutions.
  private func flaxShapes(_ network: String, under root: String) throws -> [String: [Int]] {
    let parameters = try Architecture(network: network, head: .absent, classes: 0).graph.parameters
    var shapes: [String: [Int]] = [:]
    for (index, weight) in parameters.filter({ $0.role == .weight }).enumerated() {
      let shape = weight.shape
      shapes["\(root).Conv_\(index).kernel"] = [shape[2], shape[3], shape[1], shape[0]]
      shapes["\(root).Conv_\(index).bias"] = [shape[0]]
    }
    return shapes
  }

  @Test(arguments: ["vgg11", "vgg16", "vgg19", "alexnet"]) func convolutionsAreKnownByTheirShapes(
    _ network: String
  ) throws {
    var shapes = try flaxShapes(network, under: "params.Net_0")
    shapes["params.Dense_0.kernel"] = [512, 10]
    shapes["params.Lin_0.Conv_0.kernel"] = [1, 1, 64, 1]
    let names = try #require(FlaxNames(shapes))
    let recognition = try Recognition(of: names.shapes, path: "x.ckpt")
    #expect(recognition.architecture.network == network && recognition.architecture.head == .absent)
    #expect(recognition.leftOver.map(\.key) == ["params.Dense_0.kernel", "params.Lin_0.Conv_0.kernel"])
    let last = try Architecture(network: network, head: .absent, classes: 0).graph.parameters
      .last { $0.role == .weight }
    let count = shapes.keys.count { $0.hasSuffix("kernel") && $0.contains("Net_0") }
    let key = try #require(last).key
    let source = try #require(names.source(of: key))
    #expect(source.key == "params.Net_0.Conv_\(count - 1).kernel" && source.order == [3, 2, 0, 1])
  }

  @Test func otherShapesKeepTheirNames() throws {
    var shapes = try flaxShapes("vgg11", under: "params")
    shapes["params.Conv_3.kernel"] = [5, 5, 256, 256]
    #expect(FlaxNames(shapes) == nil)
    #expect(FlaxNames(["features.0.weight": [64, 3, 3, 3]]) == nil)
  }
}
