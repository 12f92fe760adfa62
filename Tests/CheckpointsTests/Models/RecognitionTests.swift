@testable import Checkpoints
import Networks
import Testing
import TestSupport

@Suite struct RecognitionTests {
  private func shapes(_ name: String) throws -> [String: [Int]] {
    let dictionary = try #require(try Fixture.stateDictionaries()[name])
    return Dictionary(uniqueKeysWithValues: dictionary.tensors.map { ($0.key, $0.shape) })
  }

  private func recognize(_ shapes: [String: [Int]], network: String? = nil) throws -> Recognition {
    try Recognition(of: shapes, path: "x.pth", network: network)
  }

  /// torchvision's own dictionaries and those of the paper's classes, each with nothing missing and nothing over.
  @Test func everyNetworkOfTheFixtures() throws {
    for (name, dictionary) in try Fixture.stateDictionaries() {
      let found = try recognize(shapes(name))
      let network = name.hasPrefix("paper_") ? name.dropFirst("paper_".count) + "_paper" : name
      #expect(
        found.architecture == (try Architecture(network: network, classes: dictionary.classes)), "\(name)")
      #expect(
        found.missing == [] && found.filledIn == [] && found.leftOver == [] && found.prefix == "", "\(name)")
    }
  }

  @Test(arguments: [("resnet50", "fc", 365), ("resnet152", "fc", 67), ("vgg11", "classifier.6", 3)])
  func theHeadTellsTheClasses(_ name: String, _ head: String, _ classes: Int) throws {
    var shapes = try shapes(name)
    let features = try #require(shapes["\(head).weight"])[1]
    shapes["\(head).weight"] = [classes, features]
    shapes["\(head).bias"] = [classes]
    #expect(try recognize(shapes).architecture == Architecture(network: name, classes: classes))
  }

  @Test func aPooledVGG() throws {
    let architecture = try Architecture(network: "vgg16_bn", head: .pooled, classes: 101)
    let shapes = architecture.graph.parameters.map { ($0.key, $0.shape) }
    #expect(try recognize(Dictionary(uniqueKeysWithValues: shapes)).architecture == architecture)
  }

  @Test func withoutItsHeadItDreams() throws {
    var shapes = try shapes("vgg16")
    for key in shapes.keys where key.hasPrefix("classifier.6") { shapes[key] = nil }
    let found = try recognize(shapes)
    #expect(found.architecture == (try Architecture(network: "vgg16", head: .absent, classes: 0)))
    #expect(
      found.missing.map(\.description) == ["'classifier.6.weight' [?, 4096]", "'classifier.6.bias' [?]"])
    #expect(
      found.leftOver.map(\.description) == [
        "'classifier.0.bias' [4096]", "'classifier.0.weight' [4096, 25088]",
        "'classifier.3.bias' [4096]", "'classifier.3.weight' [4096, 4096]",
      ])
  }

  @Test func aHeadOfAnotherFormIsLeftOver() throws {
    var shapes = try shapes("resnet18")
    shapes["fc.weight"] = nil
    shapes["fc.bias"] = nil
    shapes["fc.1.weight"] = [10, 512]
    let found = try recognize(shapes)
    #expect(found.architecture.head == .absent)
    #expect(found.missing.map(\.key) == ["fc.weight", "fc.bias"])
    #expect(found.leftOver == [TensorShape(key: "fc.1.weight", shape: [10, 512])])
  }

  @Test func oldDictionariesLackTheCounts() throws {
    let shapes = try shapes("resnet34").filter { !$0.key.hasSuffix("num_batches_tracked") }
    let found = try recognize(shapes)
    #expect(found.architecture.network == "resnet34")
    #expect(found.filledIn.count == 36)
    #expect(found.filledIn.first == TensorShape(key: "bn1.num_batches_tracked", shape: []))
  }

  @Test func auxiliaryHeadsAreKnownForWhatTheyAre() throws {
    var shapes = try shapes("googlenet")
    shapes["aux1.fc2.weight"] = [1000, 1024]
    shapes["aux2.conv.conv.weight"] = [128, 528, 1, 1]
    shapes["other"] = [1]
    let found = try recognize(shapes)
    #expect(found.auxiliary.map(\.key) == ["aux1.fc2.weight", "aux2.conv.conv.weight"])
    #expect(found.leftOver.map(\.key) == ["aux1.fc2.weight", "aux2.conv.conv.weight", "other"])
  }

  @Test func aPrefixThatAllKeysShareIsLookedBehind() throws {
    let shapes = try shapes("resnet18")
    let prefixed = Dictionary(uniqueKeysWithValues: shapes.map { ("encoder.model.\($0.key)", $0.value) })
    let found = try recognize(prefixed)
    #expect(found.architecture == (try Architecture(network: "resnet18", classes: 1000)))
    #expect(found.prefix == "encoder.model.")
    #expect(found.leftOver == [])
  }

  @Test func whatIsNotKnownNamesTheNearest() throws {
    var shapes = try shapes("resnet50")
    shapes["layer1.0.conv2.weight"] = [64, 2, 3, 3]
    let grouped = #expect(throws: ImportError.self) { try recognize(shapes) }
    #expect(
      grouped?.description
        == "x.pth holds 320 tensors, 'bn1.bias' [64] and so on, of no network that is known; nearest: resnet50, "
        + "which needs 'layer1.0.conv2.weight' [64, 64, 3, 3] where the file has [64, 2, 3, 3]")
    let other = #expect(throws: ImportError.self) { try recognize(["a": [2, 3]]) }
    #expect(
      other?.description.hasPrefix(
        "x.pth holds 1 tensor, 'a' [2, 3], of no network that is known; nearest: ") == true)
    #expect(throws: ImportError.noTensors(path: "x.pth")) { try recognize([:]) }
  }

  @Test func aNetworkThatIsNamedIsTheOnlyOne() throws {
    let shapes = try shapes("resnet18")
    #expect(try recognize(shapes, network: "resnet18").leftOver == [])
    let wrong = #expect(throws: ImportError.self) { try recognize(shapes, network: "vgg11") }
    #expect(
      wrong?.description
        == "x.pth holds 122 tensors, 'bn1.bias' [64] and so on, which is not vgg11, "
        + "which needs 'features.0.weight' [64, 3, 3, 3] and 21 more")
    #expect(throws: NetworkError.self) { try recognize(shapes, network: "resnet19") }
    #expect(throws: NetworkError.wrongHead(network: "resnet18", head: "pooled")) {
      try Recognition(of: shapes, path: "x.pth", network: "resnet18", head: .pooled)
    }
  }
}
