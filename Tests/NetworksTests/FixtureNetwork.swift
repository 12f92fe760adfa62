import Checkpoints
import Networks
import Testing
import TestSupport
import Torch

/// A network of the fixtures, with the formula's weights, and its numbers from PyTorch.
struct FixtureNetwork: CustomTestStringConvertible {
  static let all =
    ["vgg11", "vgg16", "vgg19"].map { FixtureNetwork(file: "vgg", name: $0) }
    + ["vgg11_bn", "vgg16_bn", "vgg19_bn"].map { FixtureNetwork(file: "vgg_bn", name: $0) }
    + ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"].map {
      FixtureNetwork(file: "resnet", name: $0)
    }
    + ["googlenet", "alexnet"].map { FixtureNetwork(file: $0, name: $0) }
    + ["paper_vgg11", "paper_vgg16", "paper_vgg19"].map { FixtureNetwork(file: "paper_vgg", name: $0) }

  let file: String
  let name: String

  var testDescription: String { name }

  var isPaper: Bool { name.hasPrefix("paper_") }

  var architecture: Architecture {
    get throws {
      try isPaper
        ? Architecture(network: name.dropFirst("paper_".count) + "_paper", classes: 67)
        : Architecture(network: name, classes: 10)
    }
  }

  /// A shallow, a middle and a deep layer.
  var layers: [String] {
    if isPaper { return ["relu1", "relu3", "relu5"] }
    if name.hasPrefix("vgg") { return ["pool1", "relu3_1", "relu5_2"] }
    if name == "googlenet" { return ["conv3", "inception4a", "inception5b"] }
    if name == "alexnet" { return ["pool1", "relu3", "relu5"] }
    return ["relu", "layer2.1", name == "resnet18" ? "layer4.1" : "layer4.2"]
  }

  var middle: String { layers[1] }
  var deep: String { layers[2] }

  /// Those that bfloat16 is tried with: all, or one where it takes a hundred times as long for want of instructions.
  static let forBFloat16 = Runtime.hasFastBFloat16 ? all : Array(all.prefix(1))

  /// How alike the middle layer's gradients in bfloat16 and in float32 must be. Max pools with windows that overlap choose
  /// another pixel now and then: PyTorch's own gradients have a cosine of 0.975 for GoogLeNet, 0.998 for ResNet50.
  var bfloat16Cosine: Double { name == "googlenet" ? 0.97 : 0.99 }

  /// The network up to `layer`, or the whole.
  func executor(upTo layer: String? = nil) throws -> Executor {
    let graph = try layer.map { try architecture.graph.truncated(at: [$0]) } ?? architecture.graph
    return try Executor(graph, weights: try Formula.weights(of: graph))
  }

  /// The fixture's input.
  func input() throws -> Tensor {
    try name == "alexnet" ? Formula.input(height: 72, width: 88) : Formula.input(height: 40, width: 56)
  }

  /// A tensor of the fixture.
  func expected(_ key: String) throws -> Tensor { try Fixture.open(file).tensor("\(name)/\(key)") }
}

extension Tensor {
  /// At most `limit` elements, evenly strided from the first in row-major order, as the fixtures keep them.
  func sampled(_ limit: Int) throws -> Tensor {
    let all = try elements(Float.self)
    let sample = stride(from: 0, to: all.count, by: (all.count + limit - 1) / limit).map { all[$0] }
    return try Tensor(sample, shape: [sample.count])
  }

  /// The gradient of mean(a²) to `input`, where a is what `forward` makes of it.
  static func gradientOfMeanSquare(
    _ input: Tensor, _ forward: (Tensor) throws -> Tensor
  ) throws -> Tensor {
    let leaf = try input.detached()
    try leaf.requireGradient()
    return try forward(leaf).squared().mean().gradients(to: [leaf])[0]
  }
}
