import Networks
import Testing
import TestSupport
import Torch

/// The frozen network against the reference: same weights, same picture, same seeds.
@Suite(.serialized) struct FrozenTests {
  /// Activations of `taps`, which a run without a way back gives too, and the gradient of the sum of their mean squares.
  private func run(_ network: some DifferentiableNetwork, on input: Tensor) throws -> (
    activations: [String: Tensor], gradient: Tensor
  ) {
    let pass = try network.forward(input)
    let alone = try network.activations(input)
    #expect(alone.keys.sorted() == pass.activations.keys.sorted())
    for (tap, activation) in pass.activations {
      let isSame = try #require(alone[tap]).isEqual(to: activation)
      #expect(try isSame.to(.uint8).minimum().item() == 1, "\(tap)")
    }
    let seeds = try pass.activations.mapValues { try $0 * (2 / Double($0.count)) }
    return (pass.activations, try pass.gradient(seeds))
  }

  private func compare(
    _ name: String, _ graph: Graph, taps: [String], _ precision: DType = .float32, cosine: Double = 0.9999,
    input: Tensor? = nil
  ) throws {
    let graph = try graph.truncated(at: taps)
    let weights = try Formula.weights(of: graph)
    let input = try input ?? Formula.input(height: 45, width: 58)
    let expected = try run(ReferenceNetwork(graph, taps: taps, weights: weights), on: input)
    let found = try run(
      FrozenNetwork(graph, taps: taps, weights: weights, precision: precision), on: input)
    let isExact = precision == .float32
    #expect(found.activations.keys.sorted() == expected.activations.keys.sorted())
    for (tap, activation) in expected.activations {
      let difference = try Difference(
        "\(name) \(tap)", try #require(found.activations[tap]).to(.float32), activation)
      #expect(isExact ? difference.relative <= 1e-4 : difference.cosine >= 0.99, "\(difference)")
    }
    #expect(found.gradient.dtype == .float32)
    let difference = try Difference("\(name) \(taps) gradient", found.gradient, expected.gradient)
    #expect(difference.cosine >= cosine, "\(difference)")
  }

  @Test(arguments: FixtureNetwork.all) func everyNetwork(_ network: FixtureNetwork) throws {
    let graph = try network.architecture.graph.truncated(at: network.layers).narrowed(by: 4)
    try compare(network.name, graph, taps: [network.deep])
    try compare(network.name, graph, taps: network.layers)
  }

  @Test(arguments: FixtureNetwork.forBFloat16) func everyNetworkInBFloat16(_ network: FixtureNetwork) throws {
    try compare(
      network.name, network.architecture.graph, taps: [network.middle], .bfloat16,
      cosine: network.bfloat16Cosine)
  }

  /// A tap before a ReLU, a batch norm or a sum keeps what would have been folded away.
  @Test(arguments: [
    ("vgg11_bn", ["conv2_1", "bn3_1", "pool2"]), ("resnet18", ["conv1", "layer1.0.bn1", "maxpool"]),
    ("resnet50", ["layer1.0.conv3", "layer1.0", "layer2"]),
  ]) func tapsWithinWhatIsFolded(_ name: String, _ taps: [String]) throws {
    let graph = try Architecture(network: name, classes: 10).graph
    try compare(name, graph, taps: taps)
  }

  @Test(arguments: ["vgg11", "vgg11_bn", "resnet18"]) func logits(_ name: String) throws {
    let graph = try Architecture(network: name, classes: 10).graph
    let last = try #require(graph.layers.last).name
    try compare(name, graph, taps: [last])
    let pooled = try Architecture(
      network: "vgg11_bn", head: .pooled, classes: 10
    ).graph
    try compare("pooled", pooled, taps: [try #require(pooled.layers.last).name])
  }

  @Test func batches() throws {
    let graph = try Architecture(network: "vgg11_bn", classes: 10).graph
    let one = try Formula.input(height: 33, width: 40)
    let input = try Tensor.concatenated([one, one.flipped(3) * 0.5, one.flipped(2)], along: 0)
    try compare("batch", graph, taps: ["relu3_1"], input: input)
  }

  @Test func aPassAnswersAgainAndOnlyForWhatHasASeed() throws {
    let graph = try Architecture(network: "vgg11_bn", classes: 10).graph.truncated(at: ["relu3_1"])
    let weights = try Formula.weights(of: graph)
    let input = try Formula.input(height: 32, width: 32)
    let both = try FrozenNetwork(graph, taps: ["relu2_1", "relu3_1"], weights: weights).forward(input)
    let shallow = try FrozenNetwork(graph, taps: ["relu2_1"], weights: weights).forward(input)
    let seed = try #require(both.activations["relu2_1"])
    let first = try both.gradient(["relu2_1": seed])
    let again = try both.gradient(["relu2_1": seed])
    let alone = try shallow.gradient(["relu2_1": seed])
    #expect(try first.elements(Float.self) == again.elements(Float.self))
    #expect(try first.elements(Float.self) == alone.elements(Float.self))
    #expect(throws: TorchError.self) { _ = try both.gradient([:]) }
  }
}
