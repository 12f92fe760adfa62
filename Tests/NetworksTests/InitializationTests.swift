import Networks
import Testing
import Torch

@Suite struct InitializationTests {
  private func weights(_ network: String, _ head: Head = .standard, seed: UInt64 = 3) throws -> [String:
    Tensor]
  {
    let graph = try Architecture(network: network, head: head, classes: 100).graph
    return try graph.initialWeights(generator: try Generator(seed: seed))
  }

  private func deviation(_ weights: [String: Tensor], _ key: String) throws -> Double {
    try #require(weights[key]).standardDeviation().item()
  }

  /// √(2 / (outputs · 9)) for convolutions, 0.01 for the linear layer, no biases.
  @Test func vgg() throws {
    let weights = try weights("vgg11_bn", .pooled)
    #expect(abs(try deviation(weights, "features.4.weight") / (2.0 / (128 * 9)).squareRoot() - 1) < 0.02)
    #expect(abs(try deviation(weights, "features.25.weight") / (2.0 / (512 * 9)).squareRoot() - 1) < 0.02)
    #expect(abs(try deviation(weights, "classifier.weight") / 0.01 - 1) < 0.02)
    #expect(try weights["features.4.bias"]?.magnitude().maximum().item() == 0)
    #expect(try weights["classifier.bias"]?.magnitude().maximum().item() == 0)
  }

  /// √(2 / (outputs · kernel²)) for convolutions; the linear layer is uniform within ±1/√512.
  @Test func resnet() throws {
    let weights = try weights("resnet18")
    #expect(abs(try deviation(weights, "conv1.weight") / (2.0 / (64 * 49)).squareRoot() - 1) < 0.03)
    #expect(
      abs(try deviation(weights, "layer2.0.downsample.0.weight") / (2.0 / 128).squareRoot() - 1) < 0.03)
    let bound = 1 / 512.0.squareRoot()
    #expect(abs(try deviation(weights, "fc.weight") / (bound / 3.0.squareRoot()) - 1) < 0.02)
    #expect(try #require(weights["fc.bias"]).magnitude().maximum().item() <= bound)
    #expect(try #require(weights["fc.bias"]).magnitude().maximum().item() > 0)
  }

  /// Normal with deviation 0.01, convolutions and the linear layer alike; its bias is PyTorch's own.
  @Test func googlenet() throws {
    let weights = try weights("googlenet")
    for key in ["conv3.conv.weight", "inception5b.branch2.1.conv.weight", "fc.weight"] {
      #expect(abs(try deviation(weights, key) / 0.01 - 1) < 0.02, "\(key)")
    }
    let bias = try #require(weights["fc.bias"]).magnitude().maximum().item()
    #expect(bias > 0.02 && bias <= 1 / 1024.0.squareRoot())
  }

  @Test func batchNormsStartAsTheIdentity() throws {
    let weights = try weights("resnet18")
    #expect(try weights["bn1.weight"]?.elements(Float.self) == [Float](repeating: 1, count: 64))
    #expect(try weights["bn1.bias"]?.elements(Float.self) == [Float](repeating: 0, count: 64))
    #expect(try weights["bn1.running_mean"]?.elements(Float.self) == [Float](repeating: 0, count: 64))
    #expect(try weights["bn1.running_var"]?.elements(Float.self) == [Float](repeating: 1, count: 64))
    #expect(weights["bn1.num_batches_tracked"]?.dtype == .int64)
  }

  /// PyTorch's own: uniform within ±1/√(inputs · 9), biases too.
  @Test func paper() throws {
    let graph = try Architecture(network: "vgg11_paper", classes: 5).graph.truncated(at: ["conv3a"])
    let weights = try graph.initialWeights(generator: try Generator(seed: 3))
    let bound = 1 / (128.0 * 9).squareRoot()
    let weight = try #require(weights["conv3a.weight"])
    #expect(try weight.magnitude().maximum().item() <= bound)
    #expect(abs(try weight.standardDeviation().item() / (bound / 3.0.squareRoot()) - 1) < 0.02)
    #expect(try #require(weights["conv3a.bias"]).magnitude().maximum().item() > 0.8 * bound)
  }

  @Test func theSeedDecides() throws {
    let (one, same, other) = (
      try weights("resnet18"), try weights("resnet18"), try weights("resnet18", seed: 4)
    )
    let key = "layer4.1.conv2.weight"
    let numbers = try one[key]?.elements(Float.self)
    #expect(try numbers == same[key]?.elements(Float.self))
    #expect(try numbers != other[key]?.elements(Float.self))
  }
}
