@testable import Checkpoints
import Foundation
import Networks
import Testing
import TestSupport

@Suite struct PublishedModelsTests {
  let folder: TemporaryFolder
  let catalog: ModelCatalog

  init() throws {
    folder = try TemporaryFolder()
    catalog = ModelCatalog(programFolder: "/nowhere", userFolder: folder.path("reverie/models"))
  }

  @Test func theProgramsListIsSound() throws {
    let models = try PublishedModels(for: catalog).all
    #expect(models.count == 18)
    #expect(Set(models.map(\.name)).count == models.count)
    #expect(models.compactMap(\.flaw) == [])
    for model in models {
      let names = try model.classes?.names() ?? []
      let architecture = try Architecture(network: model.network, head: model.head, classes: names.count)
      #expect(architecture.head == .absent || names.count == (model.classes == .imagenet ? 1000 : 365))
      if model.address.hasPrefix("https://download.pytorch.org/models/") {
        // torchvision's files bear the beginning of their digest in their names.
        #expect(model.address.hasSuffix("-\(model.sha256).pth"))
        #expect(model.classes != .places365)
        // Weights are float32: four bytes each, and a little for names; the auxiliary heads of GoogLeNet come on top.
        let whole = try Architecture(network: model.network, classes: 1000).graph.parameters.map(\.count)
          .reduce(0, +)
        let share = (model.mebibytes ?? 0) * 1_048_576 / Double(4 * whole)
        #expect(share > 0.999 && share < (model.network == "googlenet" ? 2 : 1.01), "\(model.name): \(share)")
      } else {
        #expect(model.sha256.count == 64)
      }
    }
    #expect(models.first { $0.name == "googlenet" }?.normalization == .symmetric)
  }

  @Test func theListsOfClassesAreWhole() throws {
    let (imagenet, places) = (try ClassList.imagenet.names(), try ClassList.places365.names())
    #expect(imagenet.count == 1000 && imagenet.first == "tench" && imagenet.last == "toilet tissue")
    #expect(places.count == 365 && places.first == "airfield" && places.last == "zen_garden")
    #expect(imagenet[281] == "tabby")
    #expect(places[119] == "diner/outdoor")
  }

  @Test func theUsersOwnListGoesBefore() throws {
    try folder.publish([
      .init("vgg16", network: "vgg16", sha256: "0123abcd", byteCount: 1 << 20),
      .init("mine", network: "resnet18", sha256: "0123abcd", byteCount: 1 << 20),
    ])
    let models = try PublishedModels(for: catalog)
    #expect(models.all.count == 19)
    #expect(try models.named("vgg16").license == "CC0")
    #expect(try models.named("mine").network == "resnet18")
    let error = #expect(throws: PullError.self) { try models.named("vgg61") }
    #expect(error?.description.hasPrefix("nothing is published as 'vgg61'; nearest: vgg16, ") == false)
    #expect(error?.description.hasPrefix("nothing is published as 'vgg61'; nearest: vgg11, ") == true)
  }

  @Test(arguments: [
    ("sha256", #""xyz""#, "8 to 64 digits"), ("network", #""vgg61""#, "no network 'vgg61'"),
    ("name", #""../a""#, "cannot be a model's name"), ("head", #""standard""#, "a head has classes"),
    ("head", #""round""#, "head"), ("mebibytes", "1e9", "outside"), ("mebibytes", "null", ""),
    ("license", "7", "license"),
  ])
  func aBadEntryIsOneLine(_ key: String, _ value: String, _ reason: String) throws {
    try folder.publish([.init("mine", network: "resnet18", sha256: "0123abcd", byteCount: 1 << 20)])
    let text = String(decoding: try folder.read("reverie/published.json"), as: UTF8.self)
    let changed = text.replacing(try Regex(#""\#(key)":("[^"]*"|[0-9.]+)"#), with: "\"\(key)\":\(value)")
    try folder.write(Data(changed.utf8), to: "reverie/published.json")
    guard !reason.isEmpty else {
      #expect(try PublishedModels(for: catalog).named("mine").mebibytes == nil)
      return
    }
    expectOneLine(about: reason)
  }

  @Test(arguments: [("nonsense", "its JSON"), ("[{}]", "is missing"), ("{}", "its JSON")])
  func aBadListIsOneLine(_ text: String, _ reason: String) throws {
    try folder.publish([])
    try folder.write(Data(text.utf8), to: "reverie/published.json")
    expectOneLine(about: reason)
  }

  private func expectOneLine(about reason: String) {
    let line = #expect(throws: PullError.self) { try PublishedModels(for: catalog) }?.description ?? ""
    #expect(line.hasPrefix(folder.path("reverie/published.json")) && line.contains(reason), "\(line)")
    #expect(!line.contains("\n"))
  }

  @Test func sizesAreHeldToTheirLastDecimal() throws {
    let vgg16 = try PublishedModels(for: catalog).named("vgg16")
    #expect(vgg16.size.canHave(byteCount: 553_433_881))
    #expect(!vgg16.size.canHave(byteCount: 553_430_176))
    #expect(!vgg16.size.canHave(byteCount: 0))
    #expect(vgg16.size.byteLimit > 553_433_881 && vgg16.size.byteLimit < 553_435_000)
  }
}
