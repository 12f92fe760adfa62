internal import Torch

/// One node of a network: a name, what it does, where its inputs come from and where its parameters are found.
public struct Layer: Sendable, Equatable {
  /// The name of the picture that enters the network.
  public static let input = "input"

  /// Unique in the graph, as `relu3_2` or `layer1.0.conv2`.
  public let name: String
  /// What the layer computes.
  public let operation: any Operation
  /// The names of the layers (or `Layer.input`) whose outputs it takes, in order.
  public let inputs: [String]
  /// The parameters' prefix in a state dictionary, as `features.0`; empty where there are none.
  public let key: String

  /// A layer.
  public init(name: String, operation: any Operation, inputs: [String], key: String = "") {
    self.name = name
    self.operation = operation
    self.inputs = inputs
    self.key = key
  }

  /// Whether both have the same names and equal operations.
  public static func == (one: Layer, other: Layer) -> Bool {
    one.name == other.name && one.inputs == other.inputs && one.key == other.key
      && one.operation.isEqual(to: other.operation)
  }
}

/// A tensor that a layer keeps in a state dictionary.
public struct Parameter: Sendable, Equatable {
  /// What a parameter is for.
  public enum Role: Sendable, Equatable {
    /// What inputs are multiplied by, and what is added.
    case weight, bias
    /// Scale and offset of a batch norm.
    case scale, offset
    /// A batch norm's statistics, which move with the batches and have no gradient.
    case runningMean, runningVariance
    /// The batches that a batch norm has seen (int64, no dimensions).
    case batchCount
  }

  /// The key in a state dictionary, as `features.0.weight`; an operation names its own part of it, `weight`.
  public let key: String
  /// What it is for.
  public let role: Role
  /// Its shape.
  public let shape: [Int]

  /// A parameter.
  public init(_ key: String, _ role: Role, _ shape: [Int]) {
    self.key = key
    self.role = role
    self.shape = shape
  }

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
  /// The layer's parameters under their keys in a state dictionary, in PyTorch's order.
  public var parameters: [Parameter] {
    operation.parameters.map { Parameter("\(key).\($0.key)", $0.role, $0.shape) }
  }

  /// The tensors of the layer's parameters, by their keys without its own; the count of batches is left out, since nobody
  /// computes with it.
  func parameters(in weights: [String: Tensor]) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for parameter in operation.parameters where parameter.role != .batchCount {
      tensors[parameter.key] = weights["\(key).\(parameter.key)"]
    }
    return tensors
  }
}
