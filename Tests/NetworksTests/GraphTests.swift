import Networks
import Testing
import TestSupport
import Torch

@Suite struct GraphTests {
  /// Everything that a layer depends on stays, nothing else; and the numbers are those of the whole network.
  @Test(arguments: [("vgg11", "relu2_1", 5), ("vgg11_bn", "pool2", 8), ("resnet18", "layer1.1", 18)])
  func truncation(_ network: String, _ name: String, _ count: Int) throws {
    let head: Head = network.hasPrefix("vgg") ? .pooled : .standard
    let whole = try Architecture(network: network, head: head, classes: 5).graph
    let part = try whole.truncated(at: [name])
    #expect(part.layers.map(\.name) == Array(whole.layers.map(\.name).prefix(count)))
    #expect(part.layers.last?.name == name)
    let (weights, input) = (try Formula.weights(of: whole), try Formula.input(height: 40, width: 56))
    let expected = try Executor(whole, weights: weights).activations(of: [name], input)[name]
    let found = try Executor(part, weights: weights).output(input)
    #expect(try found.elements(Float.self) == #require(expected).elements(Float.self))
  }

  @Test func truncationLeavesTheShortcutOfABlockOut() throws {
    let graph = try Architecture(network: "resnet18", classes: 5).graph
    let names = try graph.truncated(at: ["layer2.0.bn1"]).layers.map(\.name)
    #expect(!names.contains("layer2.0.downsample.0"))
    #expect(try graph.truncated(at: ["layer2.0"]).layers.map(\.name).contains("layer2.0.downsample.0"))
  }

  @Test func truncationAtSeveralLayersEndsWithTheDeepest() throws {
    let graph = try Architecture(network: "vgg16", classes: 5).graph
    #expect(try graph.truncated(at: ["relu3", "pool1"]).layers.last?.name == "relu3_3")
  }

  @Test(arguments: [
    ("vgg16", "relu3", "relu3_3"), ("vgg19", "relu5", "relu5_4"), ("vgg11_bn", "relu1", "relu1_1"),
    ("resnet50", "botneck2", "layer2.3"), ("resnet152", "layer3", "layer3.35"),
    ("resnet18", "layer4", "layer4.1"), ("vgg16_paper", "relu3", "relu3"),
  ])
  func aliases(_ network: String, _ alias: String, _ name: String) throws {
    let graph = try Architecture(network: network, classes: 5).graph
    #expect(try graph.layer(alias).name == name)
  }

  @Test func unknownNamesListTheNearest() throws {
    let graph = try Architecture(network: "vgg16", classes: 5).graph
    let layer = try #require(throws: NetworkError.self) { try graph.layer("relu41") }
    #expect(layer.description.hasPrefix("there is no layer 'relu41'; nearest: relu4_1, "))
    #expect(throws: NetworkError.self) { try graph.truncated(at: ["relu1_1", "nothing"]) }
    let network = try #require(throws: NetworkError.self) {
      try Architecture(network: "resnet51", classes: 5)
    }
    #expect(network.description.contains("nearest: resnet50, "))
  }

  @Test func architecturesRefuseWhatCannotBe() throws {
    #expect(throws: NetworkError.wrongHead(network: "resnet18", head: "pooled")) {
      try Architecture(network: "resnet18", head: .pooled, classes: 5)
    }
    for count in [0, -3, Int.max] {
      #expect(throws: NetworkError.wrongClassCount(count, most: Architecture.mostClasses)) {
        try Architecture(network: "resnet18", classes: count)
      }
    }
  }

  /// A ReLU writes over its input to save memory, but never over what somebody looks at.
  @Test func aTappedLayerIsNotOverwritten() throws {
    let graph = try Architecture(network: "vgg11", head: .pooled, classes: 5).graph
    let executor = try Executor(graph, weights: try Formula.weights(of: graph))
    let input = try Formula.input(height: 40, width: 56)
    let alone = try executor.activations(of: ["conv2_1"], input)["conv2_1"]
    let both = try executor.activations(of: ["conv2_1", "relu2_1"], input)["conv2_1"]
    #expect(try #require(alone).minimum().item() < 0)
    #expect(try #require(both).elements(Float.self) == #require(alone).elements(Float.self))
    #expect(try input.elements(Float.self) == Formula.input(height: 40, width: 56).elements(Float.self))
  }

  @Test func missingAndMisshapenParametersNameTheirLayer() throws {
    let graph = try Architecture(network: "vgg11", head: .pooled, classes: 5).graph
    var weights = try Formula.weights(of: graph)
    weights["features.3.bias"] = try .zeros([64])
    #expect(
      throws: NetworkError.wrongShape(
        key: "features.3.bias", layer: "conv2_1", expected: [128], found: [64])
    ) { try Executor(graph, weights: weights) }
    weights["features.3.bias"] = nil
    #expect(throws: NetworkError.missingParameter(key: "features.3.bias", layer: "conv2_1")) {
      try Executor(graph, weights: weights)
    }
  }
}
