public import Networks
public import Torch

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// x · σ(x) (Hendrycks & Gimpel, "Gaussian Error Linear Units", 2016): an operation that the sources do not know. Nothing
/// but this file is needed to train it, to dream and to explain through it.
public struct SiLU: Networks.Operation {
  /// A SiLU.
  public init() {}

  public var kind: String { "SiLU" }
  public var reach: Reach { .ownPlace }

  public func outputShape(of inputs: [[Int]]) -> [Int] { inputs[0] }

  /// σ(x) is the first of softmax(x, 0).
  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    let x = inputs[0]
    let shares = try Tensor.stacked([x, x * 0]).softmax(along: 0)
    return try x * shares.narrowed(0, 0..<1).reshaped(x.shape)
  }
}

extension SiLU {
  /// Two convolutions with 16 channels, a SiLU after each and a pool between, then a mean and scores of five classes.
  public static var network: Graph {
    Graph(
      layers: [
        Layer(
          name: "conv1", operation: Convolution(inputs: 3, outputs: 16, kernel: 3, padding: 1),
          inputs: [Layer.input], key: "conv1"),
        Layer(name: "silu1", operation: SiLU(), inputs: ["conv1"]),
        Layer(name: "pool1", operation: MaxPool(kernel: 2, stride: 2), inputs: ["silu1"]),
        Layer(
          name: "conv2", operation: Convolution(inputs: 16, outputs: 16, kernel: 3, padding: 1),
          inputs: ["pool1"], key: "conv2"),
        Layer(name: "silu2", operation: SiLU(), inputs: ["conv2"]),
        Layer(name: "mean", operation: AdaptiveAveragePool(height: 1, width: 1), inputs: ["silu2"]),
        Layer(name: "flatten", operation: Flatten(), inputs: ["mean"]),
        Layer(name: "fc", operation: Linear(inputs: 16, outputs: 5), inputs: ["flatten"], key: "fc"),
      ], initialization: .pytorch)
  }
}
