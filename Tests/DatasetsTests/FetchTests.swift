@testable import Datasets
import Downloads
import Files
import Foundation
import Testing
import TestSupport
import Torch

/// Fetching small archives of the shape of the real ones from a server on the loopback interface.
@Suite("Fetching a dataset", .enabled(if: LoopbackServer.isAvailable))
struct FetchTests {
  let folder: TemporaryFolder
  let gif: [UInt8]
  let png: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    let fixtures = Fixture.folder.deletingLastPathComponent().appendingPathComponent("ImagingTests/Fixtures")
    gif = try Array(Data(contentsOf: fixtures.appendingPathComponent("named-jpg-is-gif.jpg")))
    png = try Array(Data(contentsOf: fixtures.appendingPathComponent("gray.jpg")))
  }

  private func indoor() -> [UInt8] {
    var tar = TarBytes()
    for name in ["airport/a.jpg", "airport/b.jpg", "bar/c.jpg", "bar/d.jpg"] {
      tar.add("indoorCVPR_09/Images/" + name, name == "bar/d.jpg" ? gif : png)
      tar.add("indoorCVPR_09/Images/._" + name.suffix(5), [1])
      tar.add("indoorCVPR_09/Annotations/" + name.dropLast(3) + "xml", [1])
    }
    return tar.archive
  }

  private func dataset(
    _ archive: [UInt8], at address: String = "http://127.0.0.1:9/x", lists: [String] = [],
    digest: String? = nil,
    packing: PublishedDataset.Packing = .tar, root: String = "Images"
  ) -> PublishedDataset {
    PublishedDataset(
      name: "small", title: "small", license: "CC0", archive: address,
      digest: digest ?? archive.withUnsafeBytes { Digest.sha1($0) }, digestKind: .sha1, lists: lists,
      mostBytes: 1 << 20, packing: packing, root: root, leftOut: ["BACKGROUND_Google"])
  }

  private func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path("small")).sorted()
  }

  @Test func aTarArchiveAndItsListsBecomeAFolder() throws {
    let train = try LoopbackServer(
      file: folder.write(Data("airport/a.jpg\nbar/d.jpg\n".utf8), to: "TrainImages.txt"))
    let test = try LoopbackServer(
      file: folder.write(Data("airport/b.jpg\nbar/c.jpg\n".utf8), to: "TestImages.txt"))
    let archive = indoor()
    let server = try LoopbackServer(file: folder.write(Data(archive), to: "served"))
    let dataset = dataset(
      archive, at: server.address("cut/3000/x"),
      lists: [train.address("plain/TrainImages.txt"), test.address("plain/TestImages.txt")])
    // Broken off as often as it takes, each attempt goes on where the last one ended.
    var attempts = 0
    while !FileManager.default.fileExists(atPath: folder.path("small")) {
      attempts += 1
      do {
        let count = try DatasetFetch(dataset, into: folder.path("small")).run { _ in }
        #expect(count == 4)
      } catch DownloadError.interrupted(_, let received, _) {
        #expect(received == 3000 * attempts)
      }
    }
    #expect(attempts == (archive.count + 2999) / 3000)
    #expect(
      try files() == [
        "TestImages.txt", "TrainImages.txt", "airport", "airport/a.jpg", "airport/b.jpg", "bar", "bar/c.jpg",
        "bar/d.jpg",
      ])
    #expect(try folder.names() == ["TestImages.txt", "TrainImages.txt", "served", "small"])
    let pictures = try ImageFolder(path: folder.path("small"))
    #expect(try pictures.split(.official, seed: 0).test.map(\.label) == [0, 1])
    // The GIF named .jpg is a picture like the others.
    let loader = BatchLoader(
      pictures.samples, batchSize: 4, dropsLast: false, transform: .centerCrop(side: 8), seed: 0, workers: 1)
    #expect(loader.next()?.labels == [0, 0, 1, 1])
    #expect(try FolderCheck(path: pictures.path).run(threads: 1) { _ in }.misnamed.map(\.format) == [.gif])
    #expect(throws: FetchError.folderExists(pictures.path)) { try DatasetFetch(dataset, into: pictures.path) }
  }

  /// Made by Python's zipfile and tarfile, deflated, with what macOS adds.
  @Test func aTarArchiveInAZipArchive() throws {
    var tar = TarBytes()
    for name in ["bee/1.jpg", "owl/2.jpg", "BACKGROUND_Google/3.jpg", "BACKGROUND_Google/tmp"] {
      tar.add("101_ObjectCategories/" + name, png)
    }
    try folder.write(Data(tar.archive), to: "inner.tar")
    let script = """
      import gzip, zipfile
      inner = gzip.compress(open("inner.tar", "rb").read())
      with zipfile.ZipFile("a.zip", "w", zipfile.ZIP_DEFLATED) as z:
          z.writestr("__MACOSX/caltech-101/101_ObjectCategories.tar.gz", b"no")
          z.writestr("caltech-101/Annotations.tar", bytes(2000))
          z.writestr("caltech-101/101_ObjectCategories.tar.gz", inner)
      """
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = ["python3", "-c", script]
    python.currentDirectoryURL = folder.url
    try python.run()
    python.waitUntilExit()
    let zip = try Array(folder.read("a.zip"))
    let packing = PublishedDataset.Packing.tarInZip("101_ObjectCategories.tar.gz")
    let dataset = dataset(zip, packing: packing, root: "101_ObjectCategories")
    let fetch = try DatasetFetch(dataset, into: folder.path("small"), from: folder.path("a.zip"))
    #expect(try fetch.run { _ in } == 2)
    #expect(try files() == ["bee", "bee/1.jpg", "owl", "owl/2.jpg"])
    // Whatever is harmed is an error or no harm: no crash, nothing half-written.
    var random = SplitMix64(seed: 17)
    for _ in 0..<100 {
      try FileManager.default.removeItem(atPath: folder.path("small"))
      var harmed = zip
      for _ in 0..<4 {
        harmed[.random(in: 0..<harmed.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      let path = try folder.file("harmed.zip", harmed)
      let other = self.dataset(harmed, packing: packing, root: "101_ObjectCategories")
      do {
        _ = try DatasetFetch(other, into: folder.path("small"), from: path).run { _ in }
      } catch FetchError.badArchive {
        #expect(!FileManager.default.fileExists(atPath: folder.path("small")))
        try folder.makeFolder("small")
      }
      #expect(!FileManager.default.fileExists(atPath: folder.path(".small.unpacking")))
    }
  }

  @Test func anotherArchiveLeavesNothing() throws {
    let archive = indoor()
    let server = try LoopbackServer(file: folder.write(Data(archive), to: "served"))
    let dataset = dataset(archive, at: server.address("plain/x"), digest: "0123")
    let fetch = try DatasetFetch(dataset, into: folder.path("small"))
    let error = #expect(throws: FetchError.self) { try fetch.run { _ in } }
    #expect(error?.description.contains("is not the published archive: its SHA-1 is ") == true)
    #expect(try folder.names() == ["served"])
  }

  @Test func aHostileArchiveLeavesNothing() throws {
    var tar = TarBytes()
    tar.add("Images/a/1.jpg", png)
    tar.add("Images/a/../../../2.jpg", png)
    let path = try folder.file("a.tar", tar.archive)
    let fetch = try DatasetFetch(dataset(tar.archive), into: folder.path("small"), from: path)
    #expect(throws: FetchError.self) { try fetch.run { _ in } }
    #expect(try folder.names() == ["a.tar"])
  }

  @Test func whatIsWrongIsSaidBeforeAnythingIsFetched() throws {
    #expect(throws: FetchError.unknownDataset("mit", known: ["mit-indoor-67", "caltech-101"])) {
      try PublishedDataset.named("mit")
    }
    #expect(throws: FetchError.noSuchFile("/nowhere/a.tar")) {
      try DatasetFetch(.caltech101, into: folder.path("small"), from: "/nowhere/a.tar")
    }
    #expect(throws: DownloadError.badAddress("ftp://x/y")) {
      try DatasetFetch(.caltech101, into: folder.path("small"), from: "ftp://x/y")
    }
    #expect(try folder.names() == [])
  }
}
