internal import Torch

/// One run of a frozen network.
struct FrozenPass: ForwardPass {
  private let network: FrozenNetwork
  /// The outputs that the way back needs, by layer.
  private var values: [String: Tensor] = [:]
  private var shapes: [String: [Int]] = [:]
  /// Where the maxima of general max pools were.
  private var indices: [String: Tensor] = [:]

  init(_ network: FrozenNetwork, input: Tensor) throws(TorchError) {
    self.network = network
    values[Layer.input] = input
    shapes[Layer.input] = input.shape
    for (layer, expiring) in zip(network.layers, network.expiring) {
      let output = try run(layer, on: layer.inputs.compactMap { values[$0] })
      values[layer.name] = output
      shapes[layer.name] = output.shape
      for name in expiring { values[name] = nil }
    }
  }

  var activations: [String: Tensor] { values.filter { network.taps.contains($0.key) } }

  /// A layer's output; a general max pool's maxima are remembered.
  private mutating func run(_ layer: FrozenLayer, on inputs: [Tensor]) throws(TorchError) -> Tensor {
    guard case .plain(.maxPool(let pool)) = layer.operation else { return try layer.output(inputs) }
    let (output, places) = try inputs[0].maxPooledWithIndices(
      pool.window, ceiling: pool.ceiling)
    indices[layer.name] = places
    return output
  }
}

// MARK: - The way back

extension FrozenPass {
  /// What has arrived at a layer's output so far.
  private struct Arrival {
    var gradient: Tensor
    /// Whether it has passed the layer's ReLU.
    var isMasked: Bool
    /// Whether nobody else looks at the tensor.
    var isOwned: Bool
  }

  /// Where the way back leads, and how it passes ReLUs.
  private struct WayBack {
    var goal = Layer.input
    var rule = ReLUBackwardRule.exact
  }

  func gradient(_ seeds: [String: Tensor]) throws(TorchError) -> Tensor { try gradient(seeds, WayBack()) }

  func gradient(_ seeds: [String: Tensor], rule: ReLUBackwardRule) throws(TorchError) -> Tensor {
    try gradient(seeds, WayBack(rule: rule))
  }

  func gradient(_ seeds: [String: Tensor], to layer: String) throws(TorchError) -> Tensor {
    precondition(network.taps.contains(layer), "\(layer) is tapped")
    return try gradient(seeds, WayBack(goal: layer))
  }

  private func gradient(_ seeds: [String: Tensor], _ way: WayBack) throws(TorchError) -> Tensor {
    try withoutGradients { () throws(TorchError) in
      var arrivals: [String: Arrival] = [:]
      for (name, seed) in seeds {
        arrivals[name] = Arrival(gradient: seed, isMasked: false, isOwned: false)
      }
      for layer in network.layers.reversed().prefix(while: { $0.name != way.goal }) {
        guard let arrival = arrivals.removeValue(forKey: layer.name) else { continue }
        let gradient = try throughRectifier(arrival, of: layer, way.rule)
        for (name, share) in try shares(of: gradient, at: layer, way) {
          guard let earlier = arrivals[name] else {
            arrivals[name] = share
            continue
          }
          arrivals[name] = Arrival(
            gradient: try earlier.gradient + share.gradient, isMasked: earlier.isMasked && share.isMasked,
            isOwned: true)
        }
      }
      guard let result = arrivals[way.goal] else {
        throw TorchError(.rejected, operation: "gradient", details: "no layer with a seed sees \(way.goal)")
      }
      return try result.gradient.to(.float32).contiguous()
    }
  }

  private func throughRectifier(
    _ arrival: Arrival, of layer: FrozenLayer, _ rule: ReLUBackwardRule
  ) throws(TorchError) -> Tensor {
    let gradient = arrival.gradient
    guard layer.isRectified, !arrival.isMasked, let output = values[layer.name] else { return gradient }
    switch rule {
    case .exact where arrival.isOwned:
      try gradient.mask(by: output)
      return gradient
    case .exact: return try gradient.masked(by: output)
    case .redirected:
      // g where the unit is open, max(g, 0) where it is shut: max(g, 0) and the negative part of the open ones.
      let opening = try gradient.relu()
      return try opening + (gradient - opening).masked(by: output)
    case .guided:
      let positive = try gradient.relu()
      try positive.mask(by: output)
      return positive
    case .deconvolution: return try gradient.relu()
    }
  }

  /// The gradients to a layer's inputs.
  private func shares(
    of gradient: Tensor, at layer: FrozenLayer, _ way: WayBack
  ) throws(TorchError) -> [(String, Arrival)] {
    let name = layer.inputs[0]
    switch layer.operation {
    case .plain(.add):
      return layer.inputs.map { ($0, Arrival(gradient: gradient, isMasked: false, isOwned: false)) }
    case .plain(.concatenate):
      var shares: [(String, Arrival)] = []
      var start = 0
      for input in layer.inputs {
        let end = start + shape(of: input)[1]
        let part = try gradient.narrowed(1, start..<end).channelsLast()
        shares.append((input, Arrival(gradient: part, isMasked: false, isOwned: true)))
        start = end
      }
      return shares
    case .identity:
      return [(name, Arrival(gradient: gradient, isMasked: false, isOwned: false))]
    case .convolution(let convolution):
      let mask = mask(of: name, way)
      let share = try convolution.gradient(gradient, inputShape: shape(of: name), mask: mask)
      return [(name, Arrival(gradient: share, isMasked: mask != nil, isOwned: true))]
    case .halve:
      let isMasked = mask(of: name, way) != nil
      let share = try gradient.maxPool2x2Gradient(
        input: value(of: name), output: value(of: layer.name), relu: isMasked)
      return [(name, Arrival(gradient: share, isMasked: isMasked, isOwned: true))]
    default:
      let share = try plainShare(of: gradient, at: layer)
      return [(name, Arrival(gradient: share, isMasked: false, isOwned: true))]
    }
  }

  /// The gradient to the only input of a layer that knows nothing of its ReLU.
  private func plainShare(of gradient: Tensor, at layer: FrozenLayer) throws(TorchError) -> Tensor {
    let name = layer.inputs[0]
    switch layer.operation {
    case .linear(let weight, _): return try gradient.matrixProduct(weight)
    case .scale(let scale, _): return try gradient * scale
    case .plain(.maxPool(let pool)):
      guard let places = indices[layer.name] else { preconditionFailure("a max pool keeps its indices") }
      return try gradient.channelsLast().maxPoolGradient(
        input: value(of: name), indices: places, pool.window, ceiling: pool.ceiling)
    case .plain(.averagePool(let pool)):
      return try gradient.channelsLast().averagePoolGradient(
        input: value(of: name), pool.window)
    case .plain(.adaptiveAveragePool):
      return try gradient.channelsLast().averagePoolGradient(input: value(of: name))
    case .plain(.flatten): return try gradient.reshaped(shape(of: name))
    case .plain(.softmax):
      let output = value(of: layer.name)
      return try output * (gradient - (gradient * output).sum([1], keepingDimensions: true))
    default: preconditionFailure("\(layer.name) has shares of its own")
    }
  }

  /// The output of a layer that ends in a ReLU which the way back passes where it is open.
  private func mask(of name: String, _ way: WayBack) -> Tensor? {
    way.rule == .exact && name != way.goal && network.rectified.contains(name) ? values[name] : nil
  }

  private func value(of name: String) -> Tensor {
    guard let value = values[name] else { preconditionFailure("\(name) is kept for the way back") }
    return value
  }

  private func shape(of name: String) -> [Int] { shapes[name] ?? [] }
}
