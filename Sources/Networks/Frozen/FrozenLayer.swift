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

/// What a frozen layer computes.
enum FrozenOperation {
  case convolution(FrozenConvolution)
  /// x · weightᵀ + bias.
  case linear(weight: Tensor, bias: Tensor)
  /// A batch norm that follows no convolution: x · scale + offset, `[1, C, 1, 1]` each.
  case scale(Tensor, offset: Tensor)
  /// 2×2 max pool of stride 2 on channels-last tensors, where the processor has the instructions.
  case halve
  case maxPool(Pool)
  case averagePool(Pool)
  case adaptiveAveragePool(height: Int, width: Int)
  case add
  case concatenate
  case flatten
  case softmax
  /// Passes its input on: a ReLU without a layer before it to join, a dropout.
  case identity
}
