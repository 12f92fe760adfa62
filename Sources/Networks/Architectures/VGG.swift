/// VGG (Simonyan & Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2015).
///
/// Layers are named `conv1_1`, `bn1_1`, `relu1_1`, …, `pool5`, `avgpool`, then `fc6`, `relu6`, … or `fc`.
struct VGG {
  /// The published depths.
  enum Depth: Int, CaseIterable {
    case eleven = 11, thirteen = 13, sixteen = 16, nineteen = 19

    /// Convolutions in each of the five blocks (table 1 of the paper).
    var convolutions: [Int] {
      switch self {
      case .eleven: [1, 1, 2, 2, 2]
      case .thirteen: [2, 2, 2, 2, 2]
      case .sixteen: [2, 2, 3, 3, 3]
      case .nineteen: [2, 2, 4, 4, 4]
      }
    }
  }

  /// Channels of each block.
  static let widths = [64, 128, 256, 512, 512]

  let depth: Depth
  let batchNorm: Bool
  let head: Head
  let classes: Int

  var graph: Graph {
    var builder = GraphBuilder()
    var index = 0
    var channels = 3
    for (block, (width, count)) in zip(Self.widths, depth.convolutions).enumerated() {
      for convolution in 1...count {
        let suffix = "\(block + 1)_\(convolution)"
        builder.add(
          "conv" + suffix,
          Convolution(inputs: channels, outputs: width, kernel: 3, padding: 1),
          key: "features.\(index)")
        if batchNorm {
          builder.add("bn" + suffix, BatchNorm(channels: width, epsilon: 1e-5), key: "features.\(index + 1)")
        }
        builder.add("relu" + suffix, ReLU())
        index += batchNorm ? 3 : 2
        channels = width
      }
      builder.add("pool\(block + 1)", MaxPool(kernel: 2, stride: 2))
      index += 1
    }
    addHead(to: &builder)
    return Graph(layers: builder.layers, aliases: aliases, initialization: .vgg)
  }

  private func addHead(to builder: inout GraphBuilder) {
    switch head {
    case .standard:
      builder.add("avgpool", AdaptiveAveragePool(height: 7, width: 7))
      builder.add("flatten", Flatten())
      builder.add("fc6", Linear(inputs: 512 * 7 * 7, outputs: 4096), key: "classifier.0")
      builder.add("relu6", ReLU())
      builder.add("drop6", Dropout(0.5))
      builder.add("fc7", Linear(inputs: 4096, outputs: 4096), key: "classifier.3")
      builder.add("relu7", ReLU())
      builder.add("drop7", Dropout(0.5))
      builder.add("fc8", Linear(inputs: 4096, outputs: classes), key: "classifier.6")
    case .pooled:
      builder.add("avgpool", AdaptiveAveragePool(height: 1, width: 1))
      builder.add("flatten", Flatten())
      builder.add("fc", Linear(inputs: 512, outputs: classes), key: "classifier")
    case .absent:
      break
    }
  }

  /// The paper "DeepDream: What I Dreamt While At College" calls the last ReLU of each block `relu1` … `relu5`.
  private var aliases: [String: String] {
    Dictionary(
      uniqueKeysWithValues: depth.convolutions.enumerated().map {
        ("relu\($0 + 1)", "relu\($0 + 1)_\($1)")
      })
  }
}
