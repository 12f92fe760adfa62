/// GoogLeNet (Szegedy et al., "Going Deeper with Convolutions", 2015) in torchvision's form: batch norm with ε 0.001 after
/// every convolution, pools that count windows which stick out, and 3×3 convolutions in the branch that the paper
/// describes with 5×5. The auxiliary heads, which only training uses, are not part of the graph.
///
/// Layers are named for torchvision's modules, each name standing for the module's output: `conv1`, `maxpool1`,
/// `inception3a` (the branches joined), `inception3a.branch2.1` (one ReLU inside), `inception3a.branch2.1.conv`, …, `fc`.
/// The names of the network that the first deep dreams were made with, as `inception_4c/output`, are aliases.
///
/// torchvision's published weights take pictures in −1…1 (``Normalization/symmetric``); its code says so in another
/// way: `transform_input` turns pictures with ImageNet's normalization into those, inside the network.
struct GoogLeNet {
  /// Channels of one inception module's branches (table 1 of the paper).
  private struct Inception {
    let name: String
    let direct: Int
    let reduce3: Int
    let conv3: Int
    let reduce5: Int
    let conv5: Int
    let poolProjection: Int

    init(_ name: String, _ direct: Int, _ three: (Int, Int), _ five: (Int, Int), _ poolProjection: Int) {
      self.name = name
      self.direct = direct
      (reduce3, conv3) = three
      (reduce5, conv5) = five
      self.poolProjection = poolProjection
    }

    var outputs: Int { direct + conv3 + conv5 + poolProjection }
  }

  /// The three groups of modules, with a pool between them.
  private static let groups = [
    [
      Inception("3a", 64, (96, 128), (16, 32), 32),
      Inception("3b", 128, (128, 192), (32, 96), 64),
    ],
    [
      Inception("4a", 192, (96, 208), (16, 48), 64),
      Inception("4b", 160, (112, 224), (24, 64), 64),
      Inception("4c", 128, (128, 256), (24, 64), 64),
      Inception("4d", 112, (144, 288), (32, 64), 64),
      Inception("4e", 256, (160, 320), (32, 128), 128),
    ],
    [
      Inception("5a", 256, (160, 320), (32, 128), 128),
      Inception("5b", 384, (192, 384), (48, 128), 128),
    ],
  ]

  /// Where state dictionaries keep the auxiliary heads.
  static let auxiliaryPrefixes = ["aux1.", "aux2."]

  let head: Head
  let classes: Int

  var graph: Graph {
    var builder = GraphBuilder()
    builder.addUnit(
      "conv1", Convolution(inputs: 3, outputs: 64, kernel: 7, stride: 2, padding: 3, hasBias: false))
    builder.add("maxpool1", MaxPool(kernel: 3, stride: 2, ceiling: true))
    builder.addUnit("conv2", Convolution(inputs: 64, outputs: 64, kernel: 1, hasBias: false))
    builder.addUnit("conv3", Convolution(inputs: 64, outputs: 192, kernel: 3, padding: 1, hasBias: false))
    builder.add("maxpool2", MaxPool(kernel: 3, stride: 2, ceiling: true))
    var channels = 192
    for (index, group) in Self.groups.enumerated() {
      if index > 0 {
        // torchvision's fourth pool has windows of 2×2, where the paper has 3×3.
        builder.add(
          "maxpool\(index + 2)", MaxPool(kernel: index == 1 ? 3 : 2, stride: 2, ceiling: true))
      }
      for module in group {
        add(module, inputs: channels, to: &builder)
        channels = module.outputs
      }
    }
    if head == .standard {
      builder.add("avgpool", AdaptiveAveragePool(height: 1, width: 1))
      builder.add("flatten", Flatten())
      builder.add("dropout", Dropout(0.2))
      builder.add("fc", Linear(inputs: channels, outputs: classes), key: "fc")
    }
    return Graph(layers: builder.layers, aliases: aliases, initialization: .googlenet)
  }

  private func add(_ module: Inception, inputs: Int, to builder: inout GraphBuilder) {
    let (name, entry) = ("inception\(module.name)", builder.last)
    func narrow(_ outputs: Int) -> Convolution {
      Convolution(inputs: inputs, outputs: outputs, kernel: 1, hasBias: false)
    }
    func wide(_ inputs: Int, _ outputs: Int) -> Convolution {
      Convolution(inputs: inputs, outputs: outputs, kernel: 3, padding: 1, hasBias: false)
    }
    builder.addUnit("\(name).branch1", narrow(module.direct), after: entry)
    builder.addUnit("\(name).branch2.0", narrow(module.reduce3), after: entry)
    builder.addUnit("\(name).branch2.1", wide(module.reduce3, module.conv3))
    builder.addUnit("\(name).branch3.0", narrow(module.reduce5), after: entry)
    builder.addUnit("\(name).branch3.1", wide(module.reduce5, module.conv5))
    builder.add(
      "\(name).branch4.0", MaxPool(kernel: 3, stride: 1, padding: 1, ceiling: true), after: [entry])
    builder.addUnit("\(name).branch4.1", narrow(module.poolProjection))
    builder.add(
      name, Concatenate(),
      after: ["branch1", "branch2.1", "branch3.1", "branch4.1"].map { "\(name).\($0)" })
  }

  /// The original network's blobs, and the branches by torchvision's names of the whole.
  private var aliases: [String: String] {
    var aliases = [
      "conv1/7x7_s2": "conv1", "pool1/3x3_s2": "maxpool1", "conv2/3x3_reduce": "conv2", "conv2/3x3": "conv3",
      "pool2/3x3_s2": "maxpool2", "pool3/3x3_s2": "maxpool3", "pool4/3x3_s2": "maxpool4",
    ]
    if head == .standard { aliases["pool5/7x7_s1"] = "avgpool" }
    for module in Self.groups.joined() {
      let (original, name) = ("inception_\(module.name)", "inception\(module.name)")
      aliases["\(original)/output"] = name
      aliases["\(original)/1x1"] = "\(name).branch1"
      aliases["\(original)/3x3_reduce"] = "\(name).branch2.0"
      aliases["\(original)/3x3"] = "\(name).branch2.1"
      aliases["\(original)/5x5_reduce"] = "\(name).branch3.0"
      aliases["\(original)/5x5"] = "\(name).branch3.1"
      aliases["\(original)/pool"] = "\(name).branch4.0"
      aliases["\(original)/pool_proj"] = "\(name).branch4.1"
      for branch in 2...4 { aliases["\(name).branch\(branch)"] = "\(name).branch\(branch).1" }
    }
    return aliases
  }
}

extension GraphBuilder {
  /// A convolution, its batch norm and its ReLU, which bears the name of the three.
  fileprivate mutating func addUnit(_ name: String, _ convolution: Convolution, after input: String? = nil) {
    let norm = BatchNorm(channels: convolution.outputs, epsilon: 1e-3)
    add("\(name).conv", convolution, key: "\(name).conv", after: input.map { [$0] })
    add("\(name).bn", norm, key: "\(name).bn")
    add(name, ReLU())
  }
}
