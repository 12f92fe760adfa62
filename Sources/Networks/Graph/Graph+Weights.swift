public import Torch

extension Graph {
  /// All parameters in the order of the layers.
  public var parameters: [Parameter] { layers.flatMap(\.parameters) }

  /// Checks a state dictionary: every parameter is there in its shape. Further keys are ignored.
  ///
  /// - Throws: ``NetworkError`` that names the key and the layer.
  public func check(_ weights: [String: Tensor]) throws(NetworkError) {
    for layer in layers {
      for parameter in layer.parameters where parameter.role != .batchCount {
        guard let tensor = weights[parameter.key] else {
          throw .missingParameter(key: parameter.key, layer: layer.name)
        }
        guard tensor.shape == parameter.shape else {
          throw .wrongShape(
            key: parameter.key, layer: layer.name, expected: parameter.shape, found: tensor.shape)
        }
      }
    }
  }

  /// Weights as the network computes with them: in `dtype`, apart from those that stay float32
  /// (``Operation/staysFloat32(_:)``). Gradients flow back through the conversion.
  ///
  /// - Throws: `TorchError` when there is no memory for them.
  public func weights(
    _ weights: [String: Tensor], in dtype: DType
  ) throws(TorchError) -> [String: Tensor] {
    guard dtype != .float32 else { return weights }
    var converted = weights
    for layer in layers {
      for parameter in layer.parameters where !layer.operation.staysFloat32(parameter.role) {
        if let tensor = weights[parameter.key] { converted[parameter.key] = try tensor.to(dtype) }
      }
    }
    return converted
  }
}
