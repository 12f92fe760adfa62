@testable import Checkpoints
import Downloads
import Files
import Foundation
import Networks
import Testing
import TestSupport
import Torch

/// Fetching from a server on the loopback interface, whose paths decide how it behaves.
@Suite(.enabled(if: LoopbackServer.isAvailable), .serialized) struct PullTests {
  /// A server of the features of AlexNet, 10 MB.
  private struct Site: Sendable {
    let folder: TemporaryFolder
    let file: Data
    let server: LoopbackServer

    init() throws {
      folder = try TemporaryFolder()
      let graph = try Architecture(network: "alexnet", head: .absent, classes: 0).graph
      try Safetensors.write(try Formula.weights(of: graph), to: folder.path("net.pth"))
      file = try folder.read("net.pth")
      server = try LoopbackServer(file: folder.url.appendingPathComponent("net.pth"))
    }
  }

  private static let site = Result { try Site() }

  let folder: TemporaryFolder
  let catalog: ModelCatalog
  private let site: Site

  var server: LoopbackServer { site.server }
  var file: Data { site.file }

  init() throws {
    folder = try TemporaryFolder()
    catalog = ModelCatalog(programFolder: "/nowhere", userFolder: folder.path("reverie/models"))
    site = try Self.site.get()
    try publish(sha256: site.file.withUnsafeBytes { Digest.sha256($0) })
  }

  private func publish(sha256: String) throws {
    try folder.publish([
      .init(
        "net", network: "alexnet", address: server.address("plain/net.pth"), sha256: sha256,
        byteCount: file.count)
    ])
  }

  @discardableResult
  private func pull(_ path: String? = nil, as name: String? = nil) throws -> ModelImport {
    let pull = try ModelPull("net", as: name, from: path.map(server.address), into: catalog)
    return try pull.run { _ in }
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: catalog.userFolder).sorted()
  }

  /// With ranges and without, with a declared size and without, and over a redirection.
  @Test(arguments: [nil, "whole/net.pth", "stream/net.pth", "away/net.pth"])
  func aFileBecomesAModel(_ path: String?) throws {
    let found = try pull(path)
    #expect(found.published?.name == "net")
    #expect(try names() == ["net.safetensors"])
    let model = try Model.named("net", in: catalog)
    #expect(model.metadata.architecture.network == "alexnet" && model.metadata.architecture.head == .absent)
    #expect(model.metadata.origin?.address == server.address("plain/net.pth"))
    #expect(model.metadata.origin?.file == "net.pth")
    let expected = try Formula.weights(of: model.graph)["features.0.weight"]?.elements(Float.self)
    #expect(try model.weights["features.0.weight"]?.elements(Float.self) == expected)
  }

  @Test func anInterruptedFetchGoesOn() throws {
    let part = 4_000_000
    var sizes: [Int] = []
    for attempt in 1...2 {
      let address = server.address("cut/\(part)/net.pth")
      let error = #expect(throws: DownloadError.self) { try pull("cut/\(part)/net.pth") }
      #expect(error == .interrupted(address: address, received: attempt * part, total: file.count))
      sizes.append(try folder.read("reverie/models/.net.partial").count)
      #expect(try names() == [".net.partial"])
    }
    #expect(sizes == [part, 2 * part])
    try pull("cut/\(part)/net.pth")
    #expect(try names() == ["net.safetensors"])
  }

  @Test func aServerWithoutRangesBeginsAnew() throws {
    #expect(throws: DownloadError.self) { try pull("cut/4000000/net.pth") }
    try pull("whole/net.pth")
    #expect(try names() == ["net.safetensors"])
  }

  @Test func progressIsTold() throws {
    var last: ModelPull.Progress?
    _ = try ModelPull("net", into: catalog).run { last = $0 }
    #expect(last == ModelPull.Progress(received: file.count, total: file.count))
  }

  @Test func anotherDigestLeavesNothing() throws {
    try publish(sha256: "0123abcd")
    let error = #expect(throws: PullError.self) { try pull() }
    #expect(
      error?.description.hasPrefix(
        "\(server.address("plain/net.pth")) is not what was published: its SHA-256 begins with ") == true)
    #expect(error?.description.hasSuffix(", not 0123abcd; nothing was imported") == true)
    #expect(try names() == [])
  }

  @Test func aPartThatWasSpoiltLeavesNothing() throws {
    try folder.write(Data("spoilt".utf8), to: "reverie/models/.net.partial")
    #expect(throws: PullError.self) { try pull() }
    #expect(try names() == [])
    try pull()
  }

  @Test(arguments: ["declares/1000/net.pth", "endless/net.pth"]) func aServerThatLiesLeavesNothing(
    _ path: String
  ) throws {
    let error = #expect(throws: DownloadError.self) { try pull(path) }
    switch error {
    case .wrongSize(_, 1000, _): #expect(path.hasPrefix("declares"))
    case .tooLong(_, let limit): #expect(path.hasPrefix("endless") && limit - file.count < 1100)
    default: Issue.record("\(String(describing: error))")
    }
    #expect(try names() == [])
  }

  @Test func aPartThatIsTooLongIsForgotten() throws {
    try folder.write(Data(count: file.count), to: "reverie/models/.net.partial")
    #expect(throws: DownloadError.interrupted(address: server.address("plain/x"), received: 0, total: nil)) {
      try pull("plain/x")
    }
    #expect(try names() == [])
  }

  @Test func anotherPartThanWasAskedForIsRefused() throws {
    try folder.write(file.prefix(1000), to: "reverie/models/.net.partial")
    let error = #expect(throws: DownloadError.self) { try pull("shifted/net.pth") }
    #expect(error?.description.contains("it sends another part than was asked for") == true)
    #expect(try folder.read("reverie/models/.net.partial").count == 1000)
  }

  @Test(arguments: [("status/404/x", 404), ("status/503/x", 503), ("nothing", 404)])
  func refusals(_ path: String, _ status: Int) throws {
    #expect(throws: DownloadError.refused(address: server.address(path), status: status)) { try pull(path) }
    #expect(try names() == [])
  }

  @Test func redirectionsHaveAnEnd() throws {
    let error = #expect(throws: DownloadError.self) { try pull("loop/net.pth") }
    #expect(error?.description.contains("leads astray: it sends on more than 5 times") == true)
    #expect(try names() == [])
  }

  /// The last byte came, and then the process was killed: nothing needs to be fetched.
  @Test func aWholePartNeedsNoServer() throws {
    try folder.write(file, to: "reverie/models/.net.partial")
    let found = try ModelPull("net", from: "http://127.0.0.1:9/net.pth", into: catalog).run { _ in }
    #expect(found.published?.name == "net")
    #expect(try names() == ["net.safetensors"])
  }

  @Test func nobodyAnswers() throws {
    let error = #expect(throws: DownloadError.self) {
      try ModelPull("net", from: "http://127.0.0.1:9/net.pth", into: catalog).run { _ in }
    }
    #expect(error?.description.hasPrefix("http://127.0.0.1:9/net.pth cannot be fetched (") == true)
    #expect(try names() == [])
  }

  @Test func aFileAtHand() throws {
    let found = try ModelPull("net", as: "mine", from: site.folder.path("net.pth"), into: catalog).run {
      _ in
    }
    #expect(found.recognition.architecture.network == "alexnet")
    #expect(try names() == ["mine.safetensors"])
    #expect(throws: CheckpointError.noSuchFile(path: folder.path("none"))) {
      try ModelPull("net", from: folder.path("none"), into: catalog).run { _ in }
    }
  }

  @Test func whatIsWrongIsSaidBeforeAnythingIsFetched() throws {
    try pull()
    #expect(throws: CatalogError.nameTaken("net")) { try ModelPull("net", into: catalog) }
    #expect(throws: CatalogError.badName("../net")) { try ModelPull("net", as: "../net", into: catalog) }
    for place in ["ftp://example.org/x", "file:///etc/passwd", "https://"] {
      #expect(throws: DownloadError.badAddress(place)) {
        try ModelPull("net", as: "b", from: place, into: catalog)
      }
    }
    #expect(throws: PullError.unknownModel("nets", nearest: [])) {
      do { _ = try ModelPull("nets", into: catalog) } catch PullError.unknownModel(let name, let nearest) {
        #expect(nearest.first == "net")
        throw PullError.unknownModel(name, nearest: [])
      }
    }
  }

  @Test func oneAtATime() throws {
    let held = try PartialFile(of: "net", in: catalog.userFolder)
    #expect(throws: DownloadError.busy(name: "net")) { try pull() }
    held.close()
    #expect(try names() == [])
    try pull()
  }
}
