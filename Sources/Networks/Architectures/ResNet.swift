/// ResNet (He, Zhang, Ren & Sun, "Deep Residual Learning for Image Recognition", 2016) in torchvision's form: the
/// stride of a bottleneck lies in its 3×3 convolution.
///
/// Layers are named `conv1`, `bn1`, `relu`, `maxpool`, then `layer1.0` … `layer4.2` for the blocks' outputs with
/// `layer1.0.conv1` … inside them, `avgpool` and `fc`.
struct ResNet {
  /// The published depths; what follows from each is table 1 of the paper.
  enum Depth: Int, CaseIterable {
    case eighteen = 18, thirtyFour = 34, fifty = 50, oneHundredOne = 101, oneHundredFiftyTwo = 152

    /// Blocks in each of the four stages.
    var blocks: [Int] {
      switch self {
      case .eighteen: [2, 2, 2, 2]
      case .thirtyFour, .fifty: [3, 4, 6, 3]
      case .oneHundredOne: [3, 4, 23, 3]
      case .oneHundredFiftyTwo: [3, 8, 36, 3]
      }
    }

    /// Whether a block is 1×1, 3×3, 1×1 instead of 3×3, 3×3.
    var hasBottlenecks: Bool { rawValue >= 50 }

    /// Output channels of a block per inner channel.
    var expansion: Int { hasBottlenecks ? 4 : 1 }
  }

  static let widths = [64, 128, 256, 512]

  let depth: Depth
  let head: Head
  let classes: Int

  var graph: Graph {
    var builder = GraphBuilder()
    builder.addNormalized(
      "conv1", "bn1", Convolution(inputs: 3, outputs: 64, kernel: 7, stride: 2, padding: 3, hasBias: false))
    builder.add("relu", ReLU())
    builder.add("maxpool", MaxPool(kernel: 3, stride: 2, padding: 1))
    var channels = 64
    for (stage, (width, count)) in zip(Self.widths, depth.blocks).enumerated() {
      for block in 0..<count {
        let stride = stage > 0 && block == 0 ? 2 : 1
        addBlock("layer\(stage + 1).\(block)", inputs: channels, width: width, stride: stride, to: &builder)
        channels = width * depth.expansion
      }
    }
    if head == .standard {
      builder.add("avgpool", AdaptiveAveragePool(height: 1, width: 1))
      builder.add("flatten", Flatten())
      builder.add("fc", Linear(inputs: channels, outputs: classes), key: "fc")
    }
    return Graph(layers: builder.layers, aliases: aliases, initialization: .resnet)
  }

  private func addBlock(
    _ name: String, inputs: Int, width: Int, stride: Int, to builder: inout GraphBuilder
  ) {
    let outputs = width * depth.expansion
    var convolutions = [
      Convolution(inputs: inputs, outputs: width, kernel: 3, stride: stride, padding: 1, hasBias: false),
      Convolution(inputs: width, outputs: width, kernel: 3, padding: 1, hasBias: false),
    ]
    if depth.hasBottlenecks {
      convolutions = [
        Convolution(inputs: inputs, outputs: width, kernel: 1, hasBias: false),
        Convolution(inputs: width, outputs: width, kernel: 3, stride: stride, padding: 1, hasBias: false),
        Convolution(inputs: width, outputs: outputs, kernel: 1, hasBias: false),
      ]
    }
    var shortcut = builder.last
    let entry = shortcut
    for (index, convolution) in convolutions.enumerated() {
      if index > 0 { builder.add("\(name).relu\(index)", ReLU()) }
      builder.addNormalized("\(name).conv\(index + 1)", "\(name).bn\(index + 1)", convolution)
    }
    let branch = builder.last
    if stride != 1 || inputs != outputs {
      builder.addNormalized(
        "\(name).downsample.0", "\(name).downsample.1",
        Convolution(inputs: inputs, outputs: outputs, kernel: 1, stride: stride, hasBias: false), after: entry
      )
      shortcut = builder.last
    }
    builder.add("\(name).add", Add(), after: [branch, shortcut])
    builder.add(name, ReLU())
  }

  /// A stage's name stands for its last block; `botneck1` … is the same in "DeepDream: What I Dreamt While At
  /// College".
  private var aliases: [String: String] {
    var aliases: [String: String] = [:]
    for (stage, count) in depth.blocks.enumerated() {
      let last = "layer\(stage + 1).\(count - 1)"
      aliases["layer\(stage + 1)"] = last
      aliases["botneck\(stage + 1)"] = last
    }
    return aliases
  }
}

extension GraphBuilder {
  /// A convolution and its batch norm, under keys equal to their names.
  fileprivate mutating func addNormalized(
    _ name: String, _ norm: String, _ convolution: Convolution, after input: String? = nil
  ) {
    add(name, convolution, key: name, after: input.map { [$0] })
    add(norm, BatchNorm(channels: convolution.outputs, epsilon: 1e-5), key: norm)
  }
}
