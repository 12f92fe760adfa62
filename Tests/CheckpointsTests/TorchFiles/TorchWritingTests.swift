@testable import Checkpoints
import Foundation
import Testing
import TestSupport
import Torch

@Suite struct TorchWritingTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("x.pt")
  }

  @Test func goesOutAndInInItsOrder() throws {
    let picture = try Tensor((0..<24).map(Float.init), shape: [1, 2, 3, 4])
    var tensors: [(String, Tensor)] = [
      ("z", picture), ("last", try picture.channelsLast()), ("turned", try picture.permuted([3, 2, 1, 0])),
      ("scalar", try .full([], 0.5)), ("nothing", try .zeros([0, 4])), ("näme \"\n", try .ones([300])),
    ]
    for dtype in DType.allCases { tensors.append(("\(dtype)", try .ones([3, 2], dtype: dtype))) }
    try TorchCheckpoint.write(tensors, to: path)
    let back = try TorchCheckpoint(path: path)
    #expect(back.keys == tensors.map(\.0))
    for (key, tensor) in tensors {
      #expect(back.dtype(of: key) == tensor.dtype && back.shape(of: key) == tensor.shape, "\(key)")
      #expect(try back.tensor(key).elements(Double.self) == tensor.elements(Double.self), "\(key)")
    }
    #expect(try CheckpointFormat(path: path) == .torchZip)
    #expect(try folder.names() == ["x.pt"])
  }

  @Test func theSameTensorsGiveTheSameBytes() throws {
    for name in ["1", "2"] { try TorchCheckpoint.write([("a", try .ones([5]))], to: folder.path(name)) }
    #expect(try folder.read("1") == folder.read("2"))
  }

  @Test func nothingAtAllIsNoStateDictionary() throws {
    try TorchCheckpoint.write([], to: path)
    #expect(throws: CheckpointError.self) { try TorchCheckpoint(path: path) }
  }

  @Test func aNameMayNotComeTwice() throws {
    #expect(throws: CheckpointError.unwritable(path: path, reason: "two tensors have the name 'a'")) {
      try TorchCheckpoint.write([("a", try .ones([1])), ("a", try .ones([2]))], to: path)
    }
    #expect(try folder.names() == [])
  }

  @Test func whatCannotBeWrittenIsOneLine() throws {
    let nowhere = folder.path("no/such/folder/x.pt")
    let error = #expect(throws: CheckpointError.self) {
      try TorchCheckpoint.write([("a", try .ones([1]))], to: nowhere)
    }
    #expect(error?.description.hasPrefix("\(nowhere) cannot be written") == true)
  }

  /// The check value of the algorithm, and lengths on both sides of a step.
  @Test(arguments: [
    ("", 0), ("123456789", 0xcbf4_3926), ("The quick brown fox jumps over the lazy dog", 0x414f_a339),
  ])
  func checksums(_ text: String, _ sum: UInt32) {
    #expect(Array(text.utf8).withUnsafeBytes { crc32($0) } == sum)
  }
}
