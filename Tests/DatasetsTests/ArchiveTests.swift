import Archives
import Foundation
import Testing

@testable import Datasets
import TestSupport
import Torch

@Suite("Archives")
struct ArchiveTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func unpack(_ archive: [UInt8], limits: Unpacking.Limits = Unpacking.Limits()) throws -> [String] {
    let stream = try FileStream(folder.file("a.tar", archive))
    let unpacking = Unpacking(folder: folder.path("out"), limits: limits)
    _ = try unpacking.run(stream, place: { $0 }, told: {})
    try unpacking.finish()
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path("out")).sorted()
  }

  @Test func filesComeOutWhole() throws {
    var tar = TarBytes()
    tar.add("./", type: "5")
    tar.add("./a/", type: "5")
    tar.add("./a/one", Array("one".utf8))
    tar.add("a/none")
    tar.add("a/block", [UInt8](repeating: 7, count: 512))
    let long = "b/" + String(repeating: "x", count: 150)
    tar.add("././@LongLink", Array((long + "\0").utf8), type: "L")
    tar.add(String(long.prefix(100)), [1])
    tar.add("pax", Array("14 path=c/pax\n".utf8), type: "x")
    tar.add("short", [2])
    #expect(try unpack(tar.archive) == ["a", "a/block", "a/none", "a/one", "b", long, "c", "c/pax"])
    #expect(try folder.read("out/a/one") == Data("one".utf8))
    #expect(try folder.read("out/a/block") == Data(repeating: 7, count: 512))
    #expect(try folder.read("out/a/none").isEmpty)
    #expect(try folder.names() == ["a.tar", "out"])
  }

  @Test(arguments: ["../up", "/absolute", "a/../../up", "a/..", ".."]) func namesStayInside(_ name: String)
    throws
  {
    var tar = TarBytes()
    tar.add("a/one", [1])
    tar.add(name, [2])
    #expect(throws: ArchiveError("'\(name)' would lie outside of the folder")) { try unpack(tar.archive) }
    #expect(!FileManager.default.fileExists(atPath: folder.path("out")))
    #expect(!FileManager.default.fileExists(atPath: folder.path("up")))
  }

  @Test(arguments: ["1", "2", "3", "4", "6", "S"] as [Character]) func linksAndDevicesAreRefused(
    _ type: Character
  ) throws {
    var tar = TarBytes()
    tar.add("a/link", type: type)
    #expect(throws: ArchiveError.self) { try unpack(tar.archive) }
  }

  @Test func limitsHold() throws {
    var tar = TarBytes()
    for index in 0..<4 { tar.add("a/\(index)", [UInt8](repeating: 1, count: 100)) }
    #expect(try unpack(tar.archive, limits: .init(files: 4, bytes: 400, bytesPerFile: 100)).count == 5)
    try FileManager.default.removeItem(atPath: folder.path("out"))
    for limits in [
      Unpacking.Limits(files: 3), Unpacking.Limits(bytes: 399), Unpacking.Limits(bytesPerFile: 99),
    ] {
      #expect(throws: ArchiveError("it holds more than such a dataset has")) {
        try unpack(tar.archive, limits: limits)
      }
    }
    var liar = TarBytes()
    liar.add("a/liar", [1], size: 200_000_000)
    #expect(throws: ArchiveError.self) { try unpack(liar.archive) }
  }

  @Test func whatIsHarmedIsRefusedOrRead() throws {
    var tar = TarBytes()
    tar.add("a/one", [UInt8](repeating: 1, count: 600))
    tar.add("pax", Array("14 path=c/pax\n".utf8), type: "x")
    tar.add("a/two", [2])
    #expect(throws: ArchiveError.self) { try unpack(Array(tar.bytes.prefix(700))) }
    #expect(throws: ArchiveError("it holds 'a/one' twice")) { try unpack(tar.bytes + tar.archive) }
    var random = SplitMix64(seed: 17)
    for _ in 0..<300 {
      var harmed = tar.archive
      for _ in 0..<3 {
        harmed[.random(in: 0..<harmed.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      do { _ = try unpack(harmed) } catch is ArchiveError {} catch is FetchError {}
      try? FileManager.default.removeItem(atPath: folder.path("out"))
      #expect(try folder.names().allSatisfy { ["a.tar", ".out.unpacking"].contains($0) })
    }
  }
}
