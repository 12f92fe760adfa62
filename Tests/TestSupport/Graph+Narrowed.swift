public import Networks

extension Graph {
  /// The same network with a `factor`-th of the channels everywhere but in the picture, as `narrowed` in
  /// Tests/Fixtures/networks.py makes it: as deep as the real one, `factor²` times less to compute.
  ///
  /// - Precondition: each number of channels is a multiple of `factor`; linear layers follow a pool over everything.
  public func narrowed(by factor: Int) -> Graph {
    let narrow = layers.map { layer in
      Layer(
        name: layer.name, operation: narrowed(layer.operation, factor), inputs: layer.inputs, key: layer.key)
    }
    return Graph(layers: narrow, aliases: aliases, initialization: initialization)
  }

  private func narrowed(_ operation: any Operation, _ factor: Int) -> any Operation {
    switch operation {
    case let convolution as Convolution:
      Convolution(
        inputs: convolution.inputs == 3 ? 3 : convolution.inputs / factor,
        outputs: convolution.outputs / factor, window: convolution.window, groups: convolution.groups,
        hasBias: convolution.hasBias)
    case let norm as BatchNorm: BatchNorm(channels: norm.channels / factor, epsilon: norm.epsilon)
    case let linear as Linear: Linear(inputs: linear.inputs / factor, outputs: linear.outputs)
    default: operation
    }
  }
}
