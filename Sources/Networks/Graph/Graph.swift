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
}

/// Collects layers; each one follows the one before unless told otherwise.
struct GraphBuilder {
  private(set) var layers: [Layer] = []
  /// The name of the layer added last.
  private(set) var last = Layer.input

  mutating func add(
    _ name: String, _ operation: any Operation, key: String = "", after inputs: [String]? = nil
  ) {
    layers.append(Layer(name: name, operation: operation, inputs: inputs ?? [last], key: key))
    last = name
  }
}
