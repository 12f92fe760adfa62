import Checkpoints
import Foundation
import Testing
import TestSupport

/// Whatever a PyTorch checkpoint holds, it gives tensors or one line that names it; nothing is run.
@Suite struct HostileCheckpointTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func expectRefusal(_ name: String, _ bytes: [UInt8], _ reason: String) throws {
    let path = try folder.file("hostile.pt", bytes)
    let error = #expect(throws: CheckpointError.self, "\(name)") { try TorchCheckpoint(path: path) }
    let line = error?.description ?? ""
    #expect(line.hasPrefix(path) && line.contains(reason), "\(name): \(line)")
    #expect(
      !line.contains("\n") && !line.contains("\u{1b}") && line.count < path.count + 700, "\(name): \(line)")
  }

  @Test func picklesAreRefusedWithTheirReason() throws {
    for (name, bytes, reason) in HostilePickles.all {
      try expectRefusal(name, ZipBytes(pickle: bytes).bytes, reason)
    }
    #expect(!FileManager.default.fileExists(atPath: "/tmp/reverie-was-here"))
  }

  @Test func archivesAreRefusedWithTheirReason() throws {
    for (name, bytes, reason) in HostileArchives.all { try expectRefusal(name, bytes, reason) }
  }

  @Test func anEmptyFileIsOneLine() throws {
    let error = #expect(throws: CheckpointError.self) {
      try TorchCheckpoint(path: try folder.file("empty.pt", []))
    }
    #expect(error?.description.contains("it is empty") == true)
  }

  /// The files that the hostile ones are made from are sound.
  @Test(arguments: [HostileArchives.soundZip, HostileArchives.soundLegacy]) func theOriginalIsRead(
    _ bytes: [UInt8]
  ) throws {
    let checkpoint = try TorchCheckpoint(path: try folder.file("sound.pt", bytes))
    #expect(checkpoint.keys == ["a"])
    #expect(try checkpoint.tensor("a").elements(Float.self) == [0, 0, 0, 0, 0, 0])
  }

  @Test(arguments: [
    HostileArchives.soundZip, HostileArchives.soundLegacy, (try? TorchFixture.bytes("python2")) ?? [],
    (try? TorchFixture.bytes("rezipped")) ?? [],
  ])
  func cutOffAtEveryByte(_ sound: [UInt8]) throws {
    _ = try TorchCheckpoint(path: try folder.file("whole.pt", sound))
    for count in sound.indices {
      let path = try folder.file("cut.pt", sound[..<count])
      let error = #expect(throws: CheckpointError.self, "\(count) bytes") { try TorchCheckpoint(path: path) }
      let line = error?.description ?? ""
      #expect(line.hasPrefix(path) && !line.contains("\n"), "\(count) bytes: \(line)")
    }
  }

  /// Checksums stand in the way of nothing: PyTorch may leave them out.
  @Test func anyChecksumWillDo() throws {
    var archive = ZipBytes(pickle: PickleBytes.pickle(PickleBytes.dictionary([("a", PickleBytes.tensor())])))
    archive.records[2].checksum = 7
    archive.comment = Array("PK\u{5}\u{6} a comment".utf8)
    #expect(try TorchCheckpoint(path: try folder.file("x.pt", archive.bytes)).keys == ["a"])
  }

  /// Sizes and places in ZIP64's fields, for all that they would fit into 32 bits.
  @Test func largeArchivesAreRead() throws {
    let path = try folder.file("x.pt", HostileArchives.largeFields)
    #expect(try TorchCheckpoint(path: path).tensor("a").elements(Float.self) == [0, 0, 0, 0, 0, 0])
  }

  /// What surrounds the network may hold anything: depth, circles, and objects of classes that nobody knows.
  @Test func whatIsNotNeededIsPassedOver() throws {
    typealias P = PickleBytes
    let nested = P.none + [UInt8](repeating: 0x85, count: 100_000)
    let circle = P.emptyList + P.put(9) + P.get(9) + Array("a".utf8)
    let object =
      P.global("argparse", "Namespace") + P.emptyTuple + [0x81] + P.dictionary([("lr", P.text("0.1"))])
      + Array("b".utf8)
    let unknown = P.call("collections", "deque", [P.list([])]) + P.mark + P.none + Array("e".utf8)
    let whole = P.dictionary([
      ("nested", nested), ("circle", circle), ("args", object), ("history", unknown),
      ("optimizer", P.dictionary([("a", P.tensor([1 << 60], strides: [0]))])), ("evil", P.system("exit")),
      (
        "model",
        P.dictionary([("module.a", P.tensor([2, 2], strides: [1, 2])), ("module.b", P.tensor([3]))])
      ),
    ])
    let checkpoint = try TorchCheckpoint(
      path: try folder.file("x.pt", ZipBytes(pickle: P.pickle(whole)).bytes))
    #expect(checkpoint.keys == ["a", "b"])
    #expect(checkpoint.shape(of: "a") == [2, 2])
  }

  @Test func aNameThatComesTwiceHasItsLastValue() throws {
    typealias P = PickleBytes
    let pickle = P.pickle(P.dictionary([("a", P.tensor([1])), ("b", P.tensor([2])), ("a", P.tensor([3]))]))
    let checkpoint = try TorchCheckpoint(path: try folder.file("x.pt", ZipBytes(pickle: pickle).bytes))
    #expect(checkpoint.keys == ["a", "b"])
    #expect(checkpoint.shape(of: "a") == [3])
  }

  @Test func wrappersAreLeftOutUnlessNamesWouldMeet() throws {
    #expect(try keys(["features.module.0.weight", "fc.1.bias"]) == ["features.0.weight", "fc.1.bias"])
    #expect(try keys(["_orig_mod.module.a", "module"]) == ["a", "module"])
    #expect(try keys(["module.a", "a"]) == ["module.a", "a"])
  }

  private func keys(_ names: [String]) throws -> [String] {
    let pickle = PickleBytes.pickle(PickleBytes.dictionary(names.map { ($0, PickleBytes.tensor([1])) }))
    let path = try folder.file("x.pt", ZipBytes(pickle: pickle).bytes)
    return try TorchCheckpoint(path: path).keys
  }
}
