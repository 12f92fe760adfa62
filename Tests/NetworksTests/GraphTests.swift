import Networks
import Testing
import TestSupport
import Torch

@Suite struct GraphTests {
  /// Everything that a layer depends on stays, nothing else; and the numbers are those of the whole network.
  @Test(arguments: [
    ("vgg11", "relu2_1", 5), ("vgg11_bn", "pool2", 8), ("resnet18", "layer1.1", 18),
    ("googlenet", "inception3a", 31),
  ])
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

  /// A trunk ends before what takes the whole picture together, and what follows makes the network's output of its own.
  @Test(arguments: [
    ("vgg11", "fc8", "pool5"), ("resnet18", "fc", "layer4.1"), ("googlenet", "avgpool", "inception5b"),
    ("alexnet", "fc6", "pool5"), ("vgg11_paper", "dense2", "maxpool5"),
  ])
  func trunkAndRest(_ network: String, _ name: String, _ trunk: String) throws {
    let whole = try Architecture(network: network, classes: 5).graph
    #expect(try whole.trunk(of: name) == trunk && whole.trunk(of: trunk) == nil)
    let rest = try whole.subgraph(from: trunk, to: [name])
    #expect(rest.layers.first?.inputs == [Layer.input] && rest.layers.last?.name == name)
    #expect(rest.layers.count < 10)
    let side = network == "vgg11_paper" ? 224 : 64
    let (weights, input) = (try Formula.weights(of: whole), try Formula.input(height: side, width: side))
    let outputs = try Executor(whole, weights: weights).activations(of: [trunk, name], input)
    let found = try Executor(rest, weights: weights).output(#require(outputs[trunk]))
    #expect(try found.elements(Float.self) == #require(outputs[name]).elements(Float.self))
  }

  @Test func truncationAtSeveralLayersEndsWithTheDeepest() throws {
    let graph = try Architecture(network: "vgg16", classes: 5).graph
    #expect(try graph.truncated(at: ["relu3", "pool1"]).layers.last?.name == "relu3_3")
  }

  @Test(arguments: [
    ("vgg16", "relu3", "relu3_3"), ("vgg19", "relu5", "relu5_4"), ("vgg11_bn", "relu1", "relu1_1"),
    ("resnet50", "botneck2", "layer2.3"), ("resnet152", "layer3", "layer3.35"),
    ("resnet18", "layer4", "layer4.1"), ("vgg16_paper", "relu3", "relu3"),
    ("googlenet", "inception_4c/output", "inception4c"),
    ("googlenet", "inception_3b/5x5_reduce", "inception3b.branch3.0"),
    ("googlenet", "inception_5a/pool_proj", "inception5a.branch4.1"),
    ("googlenet", "inception4e.branch2", "inception4e.branch2.1"), ("googlenet", "conv2/3x3", "conv3"),
  ])
  func aliases(_ network: String, _ alias: String, _ name: String) throws {
    let graph = try Architecture(network: network, classes: 5).graph
    #expect(try graph.layer(alias).name == name)
  }

  /// Every alias and every layer to dream on is there, with the head and without.
  @Test(arguments: Architecture.networks) func namesLeadSomewhere(_ network: String) throws {
    for head in Architecture.heads(of: network) {
      let architecture = try Architecture(network: network, head: head, classes: head == .absent ? 0 : 5)
      let graph = architecture.graph
      for name in graph.aliases.keys + architecture.dreamLayers { _ = try graph.layer(name) }
    }
  }

  @Test(arguments: [
    ("vgg16", "pool5"), ("vgg11_bn", "pool5"), ("vgg11_paper", "maxpool5"), ("resnet50", "layer4.2"),
    ("googlenet", "inception5b"), ("alexnet", "pool5"),
  ])
  func withoutAHeadTheFeaturesAreLast(_ network: String, _ last: String) throws {
    let headless = try Architecture(network: network, head: .absent, classes: 0).graph
    let whole = try Architecture(network: network, classes: 5).graph
    #expect(headless.layers.last?.name == last)
    #expect(headless.layers == Array(whole.layers.prefix(headless.layers.count)))
    #expect(throws: NetworkError.classesWithoutHead(5)) {
      try Architecture(network: network, head: .absent, classes: 5)
    }
  }

  @Test func theAuxiliaryHeadsAreGoogLeNets() throws {
    #expect(try Architecture(network: "googlenet", classes: 5).auxiliaryPrefixes == ["aux1.", "aux2."])
    #expect(try Architecture(network: "alexnet", classes: 5).auxiliaryPrefixes == [])
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
