/// A tensor that a layer keeps in a state dictionary.
public struct Parameter: Sendable, Equatable {
  /// What a parameter is for.
  public enum Role: Sendable, Equatable {
    case weight, bias
    /// Scale and offset of a batch norm.
    case scale, offset
    /// A batch norm's statistics, which move with the batches and have no gradient.
    case runningMean, runningVariance
    /// The batches that a batch norm has seen (int64, no dimensions).
    case batchCount
  }

  /// The key in a state dictionary, as `features.0.weight`.
  public let key: String
  /// What it is for.
  public let role: Role
  /// Its shape.
  public let shape: [Int]

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// Whether training changes it by its gradient.
  public var isTrained: Bool {
    switch role {
    case .weight, .bias, .scale, .offset: true
    case .runningMean, .runningVariance, .batchCount: false
    }
  }
}

extension Layer {
  /// The layer's parameters, in PyTorch's order.
  public var parameters: [Parameter] {
    func parameter(_ name: String, _ role: Parameter.Role, _ shape: [Int]) -> Parameter {
      Parameter(key: "\(key).\(name)", role: role, shape: shape)
    }
    switch operation {
    case .convolution(let convolution):
      let kernel = [convolution.outputs, convolution.inputs, convolution.kernel, convolution.kernel]
      return [parameter("weight", .weight, kernel)]
        + (convolution.hasBias ? [parameter("bias", .bias, [convolution.outputs])] : [])
    case .linear(let inputs, let outputs):
      return [parameter("weight", .weight, [outputs, inputs]), parameter("bias", .bias, [outputs])]
    case .batchNorm(let channels, _):
      return [
        parameter("weight", .scale, [channels]), parameter("bias", .offset, [channels]),
        parameter("running_mean", .runningMean, [channels]),
        parameter("running_var", .runningVariance, [channels]),
        parameter("num_batches_tracked", .batchCount, []),
      ]
    default:
      return []
    }
  }
}

extension Graph {
  /// All parameters in the order of the layers.
  public var parameters: [Parameter] { layers.flatMap(\.parameters) }
}
