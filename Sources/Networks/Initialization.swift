public import Torch

/// How fresh parameters are drawn. Batch norms start as the identity in all of them.
public enum Initialization: Sendable, Equatable {
  /// torchvision's VGG: convolutions by He et al. 2015 (normal, fan-out) with bias 0; linear normal(0, 0.01) with bias 0.
  case vgg
  /// torchvision's ResNet: convolutions by He et al. 2015 (normal, fan-out); linear as in `pytorch`.
  case resnet
  /// torchvision's GoogLeNet: all weights normal(0, 0.01), biases as in `pytorch`. torchvision cuts the normal distribution
  /// off at ±2, two hundred deviations away, which no draw reaches.
  case googlenet
  /// PyTorch's own: everything uniform within ±1/√fan-in.
  case pytorch
}

extension Graph {
  /// A fresh state dictionary, float32.
  ///
  /// - Parameter generator: the only source of randomness; layers draw from it in their order.
  public func initialWeights(generator: Generator) throws(TorchError) -> [String: Tensor] {
    var weights: [String: Tensor] = [:]
    for layer in layers {
      for parameter in layer.parameters {
        weights[parameter.key] = try initialValue(of: parameter, in: layer, generator: generator)
      }
    }
    return weights
  }

  private func initialValue(of parameter: Parameter, in layer: Layer, generator: Generator) throws(TorchError)
    -> Tensor
  {
    switch parameter.role {
    case .scale, .runningVariance: return try .ones(parameter.shape)
    case .offset, .runningMean: return try .zeros(parameter.shape)
    case .batchCount: return try .zeros(parameter.shape, dtype: .int64)
    case .weight, .bias: break
    }
    let weight = layer.parameters[0].shape
    let isKernel = weight.count == 4
    let fanOut = Double(weight[0] * weight.dropFirst(2).reduce(1, *))
    let he = (2 / fanOut).squareRoot()
    switch (initialization, parameter.role) {
    case (.vgg, .bias): return try .zeros(parameter.shape)
    case (.resnet, .bias) where isKernel: return try .zeros(parameter.shape)
    case (.vgg, .weight) where isKernel: return try generator.normal(parameter.shape, deviation: he)
    case (.resnet, .weight) where isKernel: return try generator.normal(parameter.shape, deviation: he)
    case (.vgg, .weight), (.googlenet, .weight):
      return try generator.normal(parameter.shape, deviation: 0.01)
    default:
      let bound = 1 / Double(weight.dropFirst().reduce(1, *)).squareRoot()
      return try generator.uniform(parameter.shape, -bound, bound)
    }
  }
}
