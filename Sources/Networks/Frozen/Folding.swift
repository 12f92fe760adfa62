internal import Torch

/// Makes the layers of a graph into fewer, with their weights: batch norms are folded into the convolutions before them,
/// ReLUs joined to what they follow, dropouts and unused outputs left out.
///
/// A layer that is tapped keeps its own output, so nothing is folded over it.
struct Folding {
  private let graph: Graph
  private let weights: [String: Tensor]
  private let taps: Set<String>
  private let precision: DType
  private let tiles: WinogradTiles
  private let device: Device
  private var followers: [String: [Layer]] = [:]

  init(
    _ graph: Graph, taps: Set<String>, weights: [String: Tensor], precision: DType, tiles: WinogradTiles,
    device: Device
  ) {
    self.graph = graph
    self.weights = weights
    self.taps = taps
    self.precision = precision
    self.tiles = precision == .float32 ? tiles : .small
    self.device = device
    for layer in graph.layers {
      for input in layer.inputs { followers[input, default: []].append(layer) }
    }
  }

  /// The frozen layers, each after its inputs.
  func layers() throws(TorchError) -> [FrozenLayer] {
    var absorbed: Set<String> = []
    var frozen: [FrozenLayer] = []
    for layer in graph.layers where !absorbed.contains(layer.name) {
      var last = layer
      var norm: Layer?
      if case .convolution = layer.operation, let next = soleFollower(of: last),
        case .batchNorm = next.operation
      {
        norm = next
        last = next
      }
      var isRectified = layer.operation == .relu
      if layer.operation.canBeRectified, let next = soleFollower(of: last), next.operation == .relu {
        isRectified = true
        last = next
      }
      absorbed.formUnion([norm?.name, last.name].compactMap(\.self))
      frozen.append(
        FrozenLayer(
          name: last.name, inputs: layer.inputs, operation: try operation(of: layer, norm),
          isRectified: isRectified))
    }
    return frozen
  }

  /// The layer that alone looks at `layer`'s output.
  private func soleFollower(of layer: Layer) -> Layer? {
    guard !taps.contains(layer.name), let next = followers[layer.name], next.count == 1 else { return nil }
    return next[0]
  }

  private func operation(of layer: Layer, _ norm: Layer?) throws(TorchError) -> FrozenOperation {
    switch layer.operation {
    case .convolution(let convolution):
      var weight = try parameter(layer, "weight")
      var bias = try convolution.hasBias ? parameter(layer, "bias") : .zeros([convolution.outputs])
      if let norm {
        let (scale, offset) = try scaleAndOffset(of: norm)
        weight = try weight * scale.reshaped([-1, 1, 1, 1])
        bias = try bias * scale + offset
      }
      return .convolution(
        try FrozenConvolution(
          convolution, weight: weight, bias: bias, precision: precision, tiles: tiles, device: device))
    case .linear:
      return .linear(
        weight: try placed(parameter(layer, "weight")), bias: try placed(parameter(layer, "bias")))
    case .batchNorm:
      let (scale, offset) = try scaleAndOffset(of: layer)
      return .scale(
        try placed(scale.reshaped([1, -1, 1, 1])), offset: try placed(offset.reshaped([1, -1, 1, 1])))
    case .maxPool(let pool):
      let halves = pool.kernel == 2 && pool.stride == 2 && pool.padding == 0 && !pool.ceiling
      return halves && device == .cpu && Runtime.hasMaxPool2x2(precision) && hasChannelsInSixteens(layer)
        ? .halve : .plain(layer.operation)
    case .averagePool, .adaptiveAveragePool, .add, .concatenate, .flatten, .softmax:
      return .plain(layer.operation)
    case .relu, .dropout: return .identity
    }
  }

  /// A batch norm in use is x · scale + offset.
  private func scaleAndOffset(of norm: Layer) throws(TorchError) -> (scale: Tensor, offset: Tensor) {
    guard case .batchNorm(_, let epsilon) = norm.operation else {
      preconditionFailure("\(norm.name) is no batch norm")
    }
    let deviation = try (parameter(norm, "running_var") + epsilon).squareRoot()
    let scale = try parameter(norm, "weight") / deviation
    return (scale, try parameter(norm, "bias") - parameter(norm, "running_mean") * scale)
  }

  /// Of every network here, the channels of what enters a pool are those of the last convolution or batch norm before it.
  private func hasChannelsInSixteens(_ layer: Layer) -> Bool {
    var name = layer.inputs[0]
    while let before = graph.layers.first(where: { $0.name == name }) {
      switch before.operation {
      case .convolution(let convolution): return convolution.outputs.isMultiple(of: 16)
      case .batchNorm(let channels, _): return channels.isMultiple(of: 16)
      case .relu, .dropout, .maxPool, .averagePool, .add: name = before.inputs[0]
      default: return false
      }
    }
    return false
  }

  private func parameter(_ layer: Layer, _ name: String) throws(TorchError) -> Tensor {
    guard let tensor = weights["\(layer.key).\(name)"] else {
      preconditionFailure("the executor checked that every parameter is there")
    }
    return try tensor.detached().to(.float32)
  }

  private func placed(_ tensor: Tensor) throws(TorchError) -> Tensor { try tensor.to(precision).to(device) }
}

extension Operation {
  /// Whether a ReLU after it can be done in the same breath.
  fileprivate var canBeRectified: Bool {
    switch self {
    case .convolution, .linear, .batchNorm, .add: true
    default: false
    }
  }
}
