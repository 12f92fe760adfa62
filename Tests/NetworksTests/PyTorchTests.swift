import Networks
import Testing
import TestSupport
import Torch

/// Numbers against torchvision's networks (the paper's VGG: against its own PyTorch class), same weights, same input.
///
/// "Relative" is the largest difference of two elements over the largest absolute value. One after the other: the
/// weights of a VGG take half a gigabyte.
@Suite(.serialized) struct PyTorchTests {
  @Test(arguments: FixtureNetwork.all) func activations(_ network: FixtureNetwork) throws {
    let executor = try network.executor(upTo: network.isPaper ? network.deep : nil)
    let last = try #require(executor.graph.layers.last).name
    let outputs = try executor.activations(of: Set(network.layers + [last]), try network.input())
    for layer in network.layers {
      let found = try #require(outputs[layer])
      let (name, shape) = ("\(network.name) \(layer)", try network.expected("\(layer)/shape"))
      #expect(try shape.elements(Float.self).map { Int($0) } == found.shape, "\(name)")
      let sample = try Difference(name, try found.sampled(1024), try network.expected("\(layer)/sample"))
      #expect(sample.relative <= 1e-4, "\(sample)")
      let wide = try found.to(.float64)
      let norm = try wide.squared().sum().squareRoot().item() / network.expected("\(layer)/norm").item()
      #expect(abs(norm - 1) <= 1e-4, "the norm of \(name) is \(norm) times what it should be")
      let mean = try wide.mean().item() / network.expected("\(layer)/mean").item()
      #expect(abs(mean - 1) <= 1e-4, "the mean of \(name) is \(mean) times what it should be")
    }
    if !network.isPaper {
      let logits = try Difference(
        "\(network.name) logits", try #require(outputs[last]), try network.expected("logits"))
      #expect(logits.relative <= 1e-4, "\(logits)")
    }
  }

  @Test func paperLogits() throws {
    let network = try #require(FixtureNetwork.all.first { $0.name == "paper_vgg11" })
    let found = try network.executor().output(try Formula.input(height: 224, width: 224))
    let logits = try Difference("paper_vgg11 logits", found, try network.expected("logits"))
    #expect(logits.relative <= 1e-4, "\(logits)")
  }

  @Test(arguments: FixtureNetwork.all) func gradients(_ network: FixtureNetwork) throws {
    let executor = try network.executor(upTo: network.deep)
    let deep = try Tensor.gradientOfMeanSquare(try network.input()) { try executor.output($0) }
    let deepDifference = try Difference(
      "\(network.name) \(network.deep) gradient", try deep.sampled(512),
      try network.expected("\(network.deep)/gradient_sample"))
    #expect(deepDifference.cosine >= 0.9999, "\(deepDifference)")

    let middle = try Tensor.gradientOfMeanSquare(try network.input()) { input in
      try #require(try executor.activations(of: [network.middle], input)[network.middle])
    }
    let middleDifference = try Difference(
      "\(network.name) \(network.middle) gradient", middle,
      try network.expected("\(network.middle)/gradient"))
    #expect(middleDifference.cosine >= 0.9999, "\(middleDifference)")
  }

  /// Weights, input and all arithmetic in bfloat16, channels-last, as fast dreams run.
  @Test(arguments: FixtureNetwork.forBFloat16) func gradientsInBFloat16(_ network: FixtureNetwork) throws {
    let graph = try network.architecture.graph.truncated(at: [network.middle])
    let weights = try Formula.weights(of: graph).mapValues { weight in
      let narrow = try weight.dtype == .float32 ? weight.to(.bfloat16) : weight
      return narrow.rank == 4 ? try narrow.channelsLast() : narrow
    }
    let executor = try Executor(graph, weights: weights)
    let gradient = try Tensor.gradientOfMeanSquare(try network.input()) { input in
      try executor.output(input.to(.bfloat16).channelsLast()).to(.float32)
    }
    let difference = try Difference(
      "\(network.name) \(network.middle) gradient in bfloat16", gradient,
      try network.expected("\(network.middle)/gradient"))
    #expect(difference.cosine >= network.bfloat16Cosine, "\(difference)")
  }
}
