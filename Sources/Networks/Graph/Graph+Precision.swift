public import Torch

extension Graph {
  /// Weights as the network computes with them: in `dtype`, apart from batch norms, which stay float32, and kernels that
  /// Winograd's filtering transforms from float32. Gradients flow back through the conversion.
  public func weights(
    _ weights: [String: Tensor], in dtype: DType
  ) throws(TorchError) -> [String: Tensor] {
    guard dtype != .float32 else { return weights }
    var converted = weights
    for layer in layers {
      if case .batchNorm = layer.operation { continue }
      for parameter in layer.parameters where !(parameter.role == .weight && layer.suitsWinograd) {
        if let tensor = weights[parameter.key] { converted[parameter.key] = try tensor.to(dtype) }
      }
    }
    return converted
  }
}

extension Layer {
  fileprivate var suitsWinograd: Bool {
    guard case .convolution(let convolution) = operation else { return false }
    return convolution.suitsWinograd
  }
}
