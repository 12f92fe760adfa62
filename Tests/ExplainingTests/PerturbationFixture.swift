import Checkpoints
import Networks
import TestSupport
import Torch

@testable import Explaining

/// What Tests/Fixtures/perturbation.py explains: the network, the picture and the class.
struct PerturbationFixture {
  let file: Safetensors
  let target = 7

  init() throws { file = try Fixture.open("perturbation") }

  /// vgg11_bn with a pooled head.
  func scores() throws -> ClassScores {
    let graph = try Architecture(network: "vgg11_bn", head: .pooled, classes: 10).graph
    return try ClassScores(architecture: graph, weights: Formula.weights(of: graph))
  }

  /// The picture in ImageNet's normalization, `[1, 3, 40, 48]`.
  func picture() throws -> Tensor { try Normalization.imageNet.normalize(pixels("picture").to(.float32)) }

  /// A picture of bytes as `[1, 3, H, W]` in 0…1, float64.
  func pixels(_ name: String) throws -> Tensor {
    let bytes = try file.tensor(name)
    return try bytes.permuted([2, 0, 1]).reshaped([1, 3] + bytes.shape.prefix(2)).to(.float64) * (1 / 255)
  }

  /// Two classes of pictures of three channels and `height` × `width` pixels; the scores are linear in them.
  static func linear(height: Int, width: Int, scale: Double = 1) throws -> ClassScores {
    let count = 3 * height * width
    let graph = Graph(
      layers: [
        Layer(name: "flatten", operation: Flatten(), inputs: [Layer.input]),
        Layer(name: "fc", operation: Linear(inputs: count, outputs: 2), inputs: ["flatten"], key: "fc"),
      ], initialization: .pytorch)
    let weights = try Formula.weights(of: graph).mapValues { try $0 * scale }
    return try ClassScores(architecture: graph, weights: weights)
  }
}
