import Checkpoints
import Foundation
import Testing
import TestSupport
import Torch

@Suite struct SafetensorsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func readsWhatPythonWrote() throws {
    let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/python.safetensors")
    let file = try Safetensors(path: fixture.path)
    #expect(file.metadata == ["note": "Zeile 1\nZeile 2 \"ü\" \\ 😀"])
    let steps: [Float] = [-1, -0.5, 0, 0.5, 1, 1.5]
    for (name, dtype) in [("single", DType.float32), ("half", .float16), ("brain", .bfloat16)] {
      let tensor = try file.tensor(name)
      #expect(tensor.dtype == dtype)
      #expect(tensor.shape == [2, 3])
      #expect(try tensor.elements(Float.self) == steps)
    }
    #expect(try file.tensor("double").elements(Double.self) == [0, 0.1, 0.2, 0.3, 0.4, 0.5])
    #expect(try file.tensor("long").elements(Int64.self) == (0..<6).map { $0 - 1 << 40 })
    #expect(try file.tensor("int").elements(Int32.self) == [-3, -2, -1, 0, 1, 2])
    #expect(try file.tensor("byte").elements(UInt8.self) == [250, 251, 252, 253, 254, 255])
    #expect(try file.tensor("bool").dtype == .bool)
    #expect(try file.tensor("bool").elements(UInt8.self) == [1, 0, 1, 0, 1, 0])
    #expect(try file.tensor("scalar").shape == [])
    #expect(try file.tensor("scalar").item() == 7)
    #expect(try file.tensor("nothing").shape == [0, 4])
    #expect(try file.tensor("odd \"näme\"\n😀").item() == 0.25)
    #expect(try file.tensors().count == 11)
  }

  @Test(arguments: DType.allCases) func everyTypeGoesOutAndIn(_ dtype: DType) throws {
    let tensor = try Tensor([0, 1, 1, 0, 1, 0] as [Float], shape: [3, 2]).to(dtype)
    try Safetensors.write(["a": tensor], to: folder.path("x.safetensors"))
    let back = try Safetensors(path: folder.path("x.safetensors")).tensor("a")
    #expect(back.dtype == dtype)
    #expect(back.shape == [3, 2])
    #expect(try back.elements(Float.self) == [0, 1, 1, 0, 1, 0])
  }

  @Test(arguments: Precision.allCases) func precisionIsForMatricesOfFractions(_ precision: Precision) throws {
    let matrix = try Generator(seed: 1).normal([8, 8])
    let tensors = [
      "matrix": matrix, "vector": try Generator(seed: 2).normal([8]),
      "counts": try Tensor([1, 2, 1 << 40, 4] as [Int64], shape: [2, 2]),
    ]
    try Safetensors.write(tensors, precision: precision, to: folder.path("x.safetensors"))
    let back = try Safetensors(path: folder.path("x.safetensors")).tensors()
    #expect(back["matrix"]?.dtype == precision.dtype)
    #expect(back["vector"]?.dtype == .float32)
    #expect(try back["matrix"]?.elements(Float.self) == matrix.to(precision.dtype).elements(Float.self))
    #expect(try back["vector"]?.elements(Float.self) == tensors["vector"]?.elements(Float.self))
    #expect(try back["counts"]?.elements(Int64.self) == [1, 2, 1 << 40, 4])
    let difference = try Difference("\(precision)", #require(back["matrix"]), matrix)
    let bits = [Precision.float32: 24, .float16: 11, .bfloat16: 8]
    #expect(difference.relative <= pow(0.5, Double(try #require(bits[precision]))), "\(difference)")
  }

  @Test func aNumberTooLargeForItsPrecisionIsRefused() throws {
    let tensors = ["fine": try Tensor.ones([2, 2]), "wide": try Tensor.full([2, 2], -70_000)]
    let path = folder.path("x.safetensors")
    #expect(throws: CheckpointError.tooLarge(path: path, key: "wide", value: 70_000, precision: .float16)) {
      try Safetensors.write(tensors, precision: .float16, to: path)
    }
    #expect(try folder.names() == [])
    try Safetensors.write(tensors, precision: .bfloat16, to: path)
  }

  @Test func elementsLieInRowMajorOrderWhateverTheLayout() throws {
    let picture = try Tensor((0..<24).map(Float.init), shape: [1, 2, 3, 4])
    let tensors = ["last": try picture.channelsLast(), "turned": try picture.permuted([3, 2, 1, 0])]
    try Safetensors.write(tensors, to: folder.path("x.safetensors"))
    let back = try Safetensors(path: folder.path("x.safetensors"))
    #expect(try back.tensor("last").elements(Float.self) == (0..<24).map(Float.init))
    #expect(try back.tensor("turned").elements(Float.self) == tensors["turned"]?.elements(Float.self))
  }

  /// Wide types first, so that nothing needs a copy to be read; the same tensors give the same bytes.
  @Test func layoutIsAlignedAndAlwaysTheSame() throws {
    var tensors: [String: Tensor] = [:]
    for (index, dtype) in DType.allCases.enumerated() {
      for name in ["b", "a"] { tensors["\(name)\(index)"] = try .ones([index + 1], dtype: dtype) }
    }
    let texts = ["z": "1", "a": "2", "ü/\"": "\n\u{1}"]
    let paths = ["1", "2"].map { folder.path($0) }
    for path in paths { try Safetensors.write(tensors, metadata: texts, to: path) }
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: paths[0])) == Data(contentsOf: URL(fileURLWithPath: paths[1]))
    )
    let file = try Safetensors(path: paths[0])
    #expect(file.metadata == texts)
    for (name, entry) in file.entries {
      #expect(entry.bytes.lowerBound.isMultiple(of: entry.dtype.byteCount), "\(name)")
    }
  }

  /// A byte first, so that everything after it lies askew.
  @Test func unalignedTensorsAreCopied() throws {
    let header =
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
      + #""b":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}"#
    let floats = [Float(1.5), -2].flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
    let path = try folder.file("x.safetensors", Hostile.file(header, data: [9] + floats))
    let file = try Safetensors(path: path)
    #expect(try file.tensor("b").elements(Float.self) == [1.5, -2])
    #expect(try file.tensor("a").elements(UInt8.self) == [9])
  }

  @Test func changingATensorNeverReachesTheFile() throws {
    let path = folder.path("x.safetensors")
    try Safetensors.write(["a": try .ones([4])], to: path)
    let file = try Safetensors(path: path)
    try file.tensor("a").multiply(by: 5)
    #expect(try Safetensors(path: path).tensor("a").elements(Float.self) == [1, 1, 1, 1])
  }

  @Test func aTensorOutlivesItsFile() throws {
    let path = folder.path("x.safetensors")
    try Safetensors.write(["a": try .ones([100_000])], to: path)
    let tensor = try Safetensors(path: path).tensor("a")
    try FileManager.default.removeItem(atPath: path)
    #expect(try tensor.sum().item() == 100_000)
  }

  @Test func anUnknownTensorListsTheNearest() throws {
    let path = folder.path("x.safetensors")
    try Safetensors.write(["features.0.weight": try .ones([1]), "bias": try .ones([1])], to: path)
    let error = #expect(throws: CheckpointError.self) {
      try Safetensors(path: path).tensor("feature.0.weight")
    }
    #expect(error?.description.hasSuffix("nearest: 'features.0.weight', 'bias'") == true)
  }
}
