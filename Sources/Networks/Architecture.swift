/// How the features of a network become class scores.
public enum Head: String, Sendable, Codable, CaseIterable {
  /// The published head of the network.
  case standard
  /// Global average pool and one linear layer, for VGG: a tenth of the parameters, any input size.
  case pooled
}

/// A network by name with its head and number of classes: all that it takes to build its graph.
///
/// Names are torchvision's (`vgg16`, `vgg16_bn`, `resnet50`, …), and `vgg11_paper`, `vgg13_paper`, … for the form
/// that the notebooks of "DeepDream: What I Dreamt While At College" use.
public struct Architecture: Sendable, Equatable, Codable {
  /// The network's name.
  public let network: String
  /// Its head.
  public let head: Head
  /// The number of classes.
  public let classes: Int

  /// The most classes that a network may have.
  public static let mostClasses = 1_000_000

  /// All names of networks.
  public static let networks: [String] =
    VGG.Depth.allCases.flatMap { ["vgg\($0.rawValue)", "vgg\($0.rawValue)_bn", "vgg\($0.rawValue)_paper"] }
    + ResNet.Depth.allCases.map { "resnet\($0.rawValue)" }

  /// A network by name.
  ///
  /// - Throws: `NetworkError` for an unknown name (with the nearest), a head that the network does not have, or a
  ///   number of classes outside of 1…``mostClasses``.
  public init(network: String, head: Head = .standard, classes: Int) throws(NetworkError) {
    guard Self.networks.contains(network) else {
      throw .unknownNetwork(network, nearest: nearestNames(to: network, among: Self.networks))
    }
    guard head == .standard || (network.hasPrefix("vgg") && !network.hasSuffix("_paper")) else {
      throw .wrongHead(network: network, head: head.rawValue)
    }
    guard 1...Self.mostClasses ~= classes else { throw .wrongClassCount(classes, most: Self.mostClasses) }
    self.network = network
    self.head = head
    self.classes = classes
  }

  /// The layers to dream on when nobody chooses others: in the middle of the network, where textures become things.
  public var dreamLayers: [String] {
    if network.hasPrefix("resnet") { return ["layer2"] }
    return network.hasSuffix("_paper") ? ["relu4"] : ["relu4_1"]
  }

  /// The layers whose channels' likeness makes a style, from fine to coarse: the first of each stage (Gatys, Ecker &
  /// Bethge, "Image Style Transfer Using Convolutional Neural Networks", 2016).
  public var styleLayers: [String] {
    if network.hasPrefix("resnet") { return ["relu", "layer1.0", "layer2.0", "layer3.0"] }
    return (1...5).map { network.hasSuffix("_paper") ? "relu\($0)" : "relu\($0)_1" }
  }

  /// The layer whose activations keep a photo's content: deep enough to let go of colours and strokes (the same paper).
  public var contentLayer: String {
    if network.hasPrefix("resnet") { return "layer2" }
    return network.hasSuffix("_paper") ? "relu4" : "relu4_2"
  }

  /// The network as a graph of layers.
  public var graph: Graph {
    let digits = network.drop { !$0.isNumber }.prefix { $0.isNumber }
    let depth = Int(digits) ?? 0
    if let depth = VGG.Depth(rawValue: depth), network.hasPrefix("vgg") {
      return network.hasSuffix("_paper")
        ? PaperVGG(depth: depth, classes: classes).graph
        : VGG(depth: depth, batchNorm: network.hasSuffix("_bn"), head: head, classes: classes).graph
    }
    guard let depth = ResNet.Depth(rawValue: depth) else {
      preconditionFailure("init lets only known names pass")
    }
    return ResNet(depth: depth, classes: classes).graph
  }
}

extension Architecture {
  /// Decodes through `init(network:head:classes:)`, so that a value from a file is as sound as any other.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      network: container.decode(String.self, forKey: .network),
      head: container.decodeIfPresent(Head.self, forKey: .head) ?? .standard,
      classes: container.decode(Int.self, forKey: .classes))
  }
}
