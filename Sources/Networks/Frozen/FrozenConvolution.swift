internal import Torch

/// A convolution with fixed weights, laid out once for both ways.
struct FrozenConvolution {
  private let convolution: Convolution
  private let form: Form

  private enum Form {
    /// 3×3, stride 1: fewer products than the direct form.
    case winograd(forward: Tensor, backward: Tensor, bias: Tensor)
    case direct(packed: Tensor, weight: Tensor, bias: Tensor)
  }

  /// - Parameters:
  ///   - weight: float32 `[out, in, k, k]`, a batch norm folded in.
  ///   - bias: float32 `[out]`.
  init(
    _ convolution: Convolution, weight: Tensor, bias: Tensor, precision: DType, tiles: WinogradTiles,
    device: Device
  ) throws(TorchError) {
    self.convolution = convolution
    if convolution.suitsWinograd, device == .cpu, Runtime.hasWinograd(precision) {
      form = .winograd(
        forward: try weight.winogradWeight(transposed: false, precision, tiles: tiles),
        backward: try weight.winogradWeight(transposed: true, precision, tiles: tiles),
        bias: try bias.contiguous())
    } else {
      let weight = try weight.to(precision).channelsLast().to(device)
      form = .direct(
        packed: try weight.packedWeight(convolution.window),
        weight: weight, bias: try bias.to(precision).to(device))
    }
  }

  /// The output for a channels-last `input`, rectified if asked for.
  func output(_ input: Tensor, relu: Bool) throws(TorchError) -> Tensor {
    switch form {
    case .winograd(let forward, _, let bias):
      return try input.winogradConvolution(forward, bias: bias, relu: relu)
    case .direct(let packed, _, let bias):
      return try input.fusedConvolution(
        packed, bias: bias, convolution.window, relu: relu)
    }
  }

  /// The gradient to the input of `shape`, given the one to the output. With a `mask` it is zero where that is not above 0.
  func gradient(_ gradient: Tensor, inputShape shape: [Int], mask: Tensor?) throws(TorchError) -> Tensor {
    switch form {
    case .winograd(_, let backward, _):
      return try gradient.winogradConvolution(backward, mask: mask)
    case .direct(_, let weight, _):
      let result = try gradient.convolutionGradient(
        weight, inputShape: shape, convolution.window)
      if let mask { try result.mask(by: mask) }
      return result
    }
  }
}
