internal import Torch

/// One node of a frozen network: what was several layers of a graph, with their weights.
struct FrozenLayer {
  /// The name of the last of the layers that it stands for.
  let name: String
  /// The names of the frozen layers (or `Layer.input`) whose outputs it takes.
  let inputs: [String]
  /// What it computes, before the ReLU.
  let operation: FrozenOperation
  /// Whether a ReLU ends it.
  let isRectified: Bool
}

extension FrozenLayer {
  /// The output for the outputs of its inputs, its ReLU included.
  func output(_ inputs: [Tensor]) throws(TorchError) -> Tensor {
    let output = try operation.result(inputs, rectified: isRectified)
    guard isRectified, !operation.rectifiesItself else { return output }
    // What is passed on unchanged is another layer's output too.
    if case .identity = operation { return try output.relu() }
    try output.applyReLU()
    return output
  }
}

/// What a frozen layer computes.
enum FrozenOperation {
  case convolution(FrozenConvolution)
  /// x · weightᵀ + bias.
  case linear(weight: Tensor, bias: Tensor)
  /// A batch norm that follows no convolution: x · scale + offset, `[1, C, 1, 1]` each.
  case scale(Tensor, offset: Tensor)
  /// 2×2 max pool of stride 2 on channels-last tensors, where the processor has the instructions.
  case halve
  /// An operation of the graph that has no parameters.
  case plain(Operation)
  /// Passes its input on: a ReLU without a layer before it to join, a dropout.
  case identity
}

extension FrozenOperation {
  /// Whether its result has passed the ReLU already.
  fileprivate var rectifiesItself: Bool {
    if case .convolution = self { true } else { false }
  }

  fileprivate func result(_ inputs: [Tensor], rectified: Bool) throws(TorchError) -> Tensor {
    let input = inputs[0]
    switch self {
    case .convolution(let convolution): return try convolution.output(input, relu: rectified)
    case .linear(let weight, let bias): return try input.linear(weight, bias: bias)
    case .scale(let scale, let offset): return try input * scale + offset
    case .halve: return try input.maxPool2x2()
    case .plain(let operation): return try operation.output(inputs)
    case .identity: return input
    }
  }
}
