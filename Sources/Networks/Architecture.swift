import Files

/// A network by name with its head and number of classes: all that it takes to build its graph.
///
/// Names are torchvision's (`vgg16`, `vgg16_bn`, `resnet50`, `googlenet`, `alexnet`, …), and `vgg11_paper`, `vgg13_paper`,
/// … for the form that the notebooks of "DeepDream: What I Dreamt While At College" use.
public struct Architecture: Sendable, Equatable, Codable {
  /// The network's name.
  public let network: String
  /// Its head.
  public let head: Head
  /// The number of classes; 0 where there is no head.
  public let classes: Int

  private let family: NetworkFamily

  private enum CodingKeys: String, CodingKey {
    case network, head, classes
  }

  /// The most classes that a network may have.
  public static let mostClasses = 1_000_000

  /// All names of networks.
  public static let networks: [String] = NetworkFamily.all.map(\.name)

  /// A network by name.
  ///
  /// - Throws: `NetworkError` for an unknown name (with the nearest), a head that the network does not have, or a
  ///   number of classes outside of 1…``mostClasses``, or other than 0 where there is no head.
  public init(network: String, head: Head = .standard, classes: Int) throws(NetworkError) {
    guard let family = NetworkFamily(name: network) else {
      throw .unknownNetwork(network, nearest: nearestNames(to: network, among: Self.networks))
    }
    guard family.heads.contains(head) else { throw .wrongHead(network: network, head: head.rawValue) }
    guard head != .absent || classes == 0 else { throw .classesWithoutHead(classes) }
    guard head == .absent || 1...Self.mostClasses ~= classes else {
      throw .wrongClassCount(classes, most: Self.mostClasses)
    }
    self.network = network
    self.head = head
    self.classes = classes
    self.family = family
  }

  /// The heads that the network of that name can have; none for an unknown name.
  public static func heads(of network: String) -> [Head] { NetworkFamily(name: network)?.heads ?? [] }

  /// The layers to dream on when nobody chooses others, the best first: in the middle of the network, where textures
  /// become things.
  public var dreamLayers: [String] { family.dreamLayers }

  /// Where published state dictionaries keep heads that only training uses, as `aux1.`; they are not part of the graph.
  public var auxiliaryPrefixes: [String] { family == .googlenet ? GoogLeNet.auxiliaryPrefixes : [] }

  /// The layers whose channels' likeness makes a style, from fine to coarse: the first of each stage (Gatys, Ecker &
  /// Bethge, "Image Style Transfer Using Convolutional Neural Networks", 2016).
  public var styleLayers: [String] { family.styleLayers }

  /// The layer whose activations keep a photo's content: deep enough to let go of colors and strokes (the same paper).
  public var contentLayer: String { family.contentLayer }

  /// The network as a graph of layers.
  public var graph: Graph { family.graph(head: head, classes: classes) }
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

/// How the features of a network become class scores.
public enum Head: String, Sendable, Codable, CaseIterable {
  /// The published head of the network.
  case standard
  /// Global average pool and one linear layer, for VGG: a tenth of the parameters, any input size.
  case pooled
  /// None at all: the graph ends with the features. Such a network can dream, but not classify.
  case absent = "none"
}
