internal import Torch

/// One node of a network: a name, what it does, where its inputs come from and where its parameters are found.
public struct Layer: Sendable, Equatable {
  /// The name of the picture that enters the network.
  public static let input = "input"

  /// Unique in the graph, as `relu3_2` or `layer1.0.conv2`.
  public let name: String
  /// What the layer computes.
  public let operation: Operation
  /// The names of the layers (or `Layer.input`) whose outputs it takes, in order.
  public let inputs: [String]
  /// The parameters' prefix in a state dictionary, as `features.0`; empty where there are none.
  public let key: String

  /// A layer.
  public init(name: String, operation: Operation, inputs: [String], key: String = "") {
    self.name = name
    self.operation = operation
    self.inputs = inputs
    self.key = key
  }
}

/// What a layer computes.
public enum Operation: Sendable, Equatable {
  case convolution(Convolution)
  /// Normalizes each of `channels` with `epsilon` added to the variance (Ioffe & Szegedy 2015).
  case batchNorm(channels: Int, epsilon: Double)
  case relu
  case maxPool(Pool)
  case averagePool(Pool)
  /// Averages over a grid of cells, whatever the input's size.
  case adaptiveAveragePool(height: Int, width: Int)
  /// The sum of all inputs, which have one shape.
  case add
  /// All inputs joined along the channels.
  case concatenate
  /// `[N, C, H, W]` to `[N, C · H · W]`.
  case flatten
  case linear(inputs: Int, outputs: Int)
  /// Zeroes a share of the elements, in training only.
  case dropout(Double)
  /// Over the classes.
  case softmax

  /// The word for the kind of operation.
  public var kind: String {
    switch self {
    case .convolution: "convolution"
    case .batchNorm: "batch norm"
    case .relu: "ReLU"
    case .maxPool: "max pool"
    case .averagePool, .adaptiveAveragePool: "average pool"
    case .add: "add"
    case .concatenate: "concatenate"
    case .flatten: "flatten"
    case .linear: "linear"
    case .dropout: "dropout"
    case .softmax: "softmax"
    }
  }
}

extension Convolution {
  var window: Window { Window(kernel: kernel, stride: stride, padding: padding) }
}

extension Pool {
  var window: Window { Window(kernel: kernel, stride: stride, padding: padding) }
}

/// A 2-D convolution with a square kernel.
public struct Convolution: Sendable, Equatable {
  /// Input channels.
  public let inputs: Int
  /// Output channels.
  public let outputs: Int
  /// Kernel side in pixels.
  public let kernel: Int
  /// Step between outputs in pixels.
  public var stride = 1
  /// Zeros added on each side in pixels.
  public var padding = 0
  /// Whether a bias is added.
  public var hasBias = true
}

/// A pool's window.
public struct Pool: Sendable, Equatable {
  /// Window side in pixels.
  public let kernel: Int
  /// Step between windows in pixels.
  public let stride: Int
  /// Border on each side in pixels.
  public var padding = 0
  /// Whether a last window that sticks out counts.
  public var ceiling = false
}
