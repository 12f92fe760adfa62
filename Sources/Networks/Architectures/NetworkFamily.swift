/// What a network's name stands for.
enum NetworkFamily: Equatable {
  case vgg(VGG.Depth)
  case batchNormVGG(VGG.Depth)
  case paperVGG(VGG.Depth)
  case resnet(ResNet.Depth)
  case googlenet
  case alexnet

  /// All networks in the order in which they are listed.
  static let all: [NetworkFamily] =
    VGG.Depth.allCases.flatMap { [.vgg($0), .batchNormVGG($0), .paperVGG($0)] }
    + ResNet.Depth.allCases.map { .resnet($0) } + [.googlenet, .alexnet]

  /// The network of that name.
  init?(name: String) {
    guard let family = Self.all.first(where: { $0.name == name }) else { return nil }
    self = family
  }

  /// The name, as `vgg16_bn`.
  var name: String {
    switch self {
    case .vgg(let depth): "vgg\(depth.rawValue)"
    case .batchNormVGG(let depth): "vgg\(depth.rawValue)_bn"
    case .paperVGG(let depth): "vgg\(depth.rawValue)_paper"
    case .resnet(let depth): "resnet\(depth.rawValue)"
    case .googlenet: "googlenet"
    case .alexnet: "alexnet"
    }
  }

  /// The heads that there are for it.
  var heads: [Head] {
    switch self {
    case .vgg, .batchNormVGG: [.standard, .pooled, .absent]
    case .paperVGG, .resnet, .googlenet, .alexnet: [.standard, .absent]
    }
  }

  /// Layers worth dreaming on, the best first.
  var dreamLayers: [String] {
    switch self {
    case .vgg(let depth), .batchNormVGG(let depth):
      [depth.rawValue < 16 ? "relu4_2" : "relu4_3", "relu5_2", "relu3_2"]
    case .paperVGG: ["relu4", "relu5", "relu3"]
    case .resnet: ["layer2", "layer3", "layer1"]
    case .googlenet: ["inception4c", "inception4d", "inception3b"]
    case .alexnet: ["relu3", "relu4", "relu5"]
    }
  }

  /// The first layer of each stage.
  var styleLayers: [String] {
    switch self {
    case .vgg, .batchNormVGG: (1...5).map { "relu\($0)_1" }
    case .paperVGG, .alexnet: (1...5).map { "relu\($0)" }
    case .resnet: ["relu", "layer1.0", "layer2.0", "layer3.0"]
    case .googlenet: ["conv1", "conv2", "inception3a", "inception4a"]
    }
  }

  /// A layer that keeps what is to be seen, not how.
  var contentLayer: String {
    switch self {
    case .vgg, .batchNormVGG: "relu4_2"
    case .paperVGG, .alexnet: "relu4"
    case .resnet: "layer2"
    case .googlenet: "inception4b"
    }
  }

  /// The network with a head, as layers.
  func graph(head: Head, classes: Int) -> Graph {
    switch self {
    case .vgg(let depth): VGG(depth: depth, batchNorm: false, head: head, classes: classes).graph
    case .batchNormVGG(let depth): VGG(depth: depth, batchNorm: true, head: head, classes: classes).graph
    case .paperVGG(let depth): PaperVGG(depth: depth, head: head, classes: classes).graph
    case .resnet(let depth): ResNet(depth: depth, head: head, classes: classes).graph
    case .googlenet: GoogLeNet(head: head, classes: classes).graph
    case .alexnet: AlexNet(head: head, classes: classes).graph
    }
  }
}
