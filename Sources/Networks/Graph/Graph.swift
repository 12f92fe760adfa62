import Files

/// A network as data: named layers in an order in which every layer comes after its inputs.
public struct Graph: Sendable, Equatable {
  /// The layers; the last one gives the network's output.
  public let layers: [Layer]
  /// Other names for layers, as the paper's `relu3` for `relu3_3`.
  public let aliases: [String: String]
  /// How fresh parameters are drawn.
  public let initialization: Initialization

  private let positions: [String: Int]

  /// A graph of `layers`.
  ///
  /// - Precondition: names are unique and each layer comes after its inputs.
  public init(layers: [Layer], aliases: [String: String] = [:], initialization: Initialization) {
    self.layers = layers
    self.aliases = aliases
    self.initialization = initialization
    positions = Dictionary(uniqueKeysWithValues: layers.enumerated().map { ($1.name, $0) })
    for (index, layer) in layers.enumerated() {
      precondition(
        layer.inputs.allSatisfy { $0 == Layer.input || positions[$0].map { $0 < index } == true },
        "\(layer.name) comes before one of its inputs")
    }
  }

  /// The layer of that name or alias.
  ///
  /// - Throws: `NetworkError.unknownLayer` with the nearest names.
  public func layer(_ name: String) throws(NetworkError) -> Layer {
    guard let position = positions[aliases[name] ?? name] else {
      let names = layers.map(\.name) + aliases.keys.sorted()
      throw .unknownLayer(name, nearest: nearestNames(to: name, among: names))
    }
    return layers[position]
  }

  /// The part of the graph that `names` depend on; it ends with the deepest of them.
  ///
  /// - Throws: `NetworkError.unknownLayer`.
  public func truncated(at names: [String]) throws(NetworkError) -> Graph {
    var needed: Set<String> = []
    for name in names { needed.insert(try layer(name).name) }
    for layer in layers.reversed() where needed.contains(layer.name) {
      needed.formUnion(layer.inputs)
    }
    return Graph(
      layers: layers.filter { needed.contains($0.name) },
      aliases: aliases.filter { needed.contains($0.value) },
      initialization: initialization)
  }
}
