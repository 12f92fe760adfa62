import Networks
import Testing
import TestSupport

@Suite struct StateDictionaryTests {
  /// Keys, shapes and their order are PyTorch's, for every network that PyTorch told us about.
  @Test func equalPyTorch() throws {
    let dictionaries = try Fixture.stateDictionaries()
    for (name, expected) in dictionaries.sorted(by: { $0.key < $1.key }) {
      let network = name.hasPrefix("paper_") ? name.dropFirst("paper_".count) + "_paper" : name
      let graph = try Architecture(network: network, classes: expected.classes).graph
      let found = graph.parameters.map { StateDictionary.Entry(key: $0.key, shape: $0.shape) }
      #expect(found.count == expected.tensors.count, "\(name)")
      for (entry, wanted) in zip(found, expected.tensors) where entry != wanted {
        Issue.record("\(name): \(entry) where PyTorch has \(wanted)")
        break
      }
      let count = graph.parameters.filter(\.isTrained).map(\.count).reduce(0, +)
      #expect(count == expected.parameters, "\(name)")
    }
    #expect(dictionaries.count >= 16)
  }

  @Test(arguments: [
    ("vgg16", 138_357_544), ("vgg19_bn", 143_678_248), ("resnet50", 25_557_032), ("resnet152", 60_192_808),
  ])
  func publishedParameterCounts(_ network: String, _ count: Int) throws {
    let graph = try Architecture(network: network, classes: 1000).graph
    #expect(graph.parameters.filter(\.isTrained).map(\.count).reduce(0, +) == count)
  }
}
