internal import Files
public import Networks

/// A look that was found to be good, with a name.
public struct Preset: Sendable, Equatable {
  /// The name, as in `--preset eyes`.
  public let name: String
  /// One line about what is seen.
  public let summary: String
  /// The layers that give the look in networks of different families; a network dreams on the first that it has. Empty:
  /// the model's own choice.
  public let layers: [String]
  /// The network that the look needs, as `resnet50`; `nil` for one that any network gives.
  public let network: String?
  private let settings: DreamOptions

  init(
    _ name: String, _ summary: String, layers: [String] = [], network: String? = nil,
    _ set: (inout DreamOptions) -> Void = { _ in }
  ) {
    var settings = DreamOptions()
    set(&settings)
    self.name = name
    self.summary = summary
    self.layers = layers
    self.network = network
    self.settings = settings
  }

  /// Its settings, with the first of its layers.
  public var options: DreamOptions { options(on: layers.first) }

  /// Its settings for a network, with the first of its layers that the network has.
  ///
  /// A preset that needs a certain network keeps its layer, which the dream then asks for. Where a network has none of the
  /// layers, the objective is empty: the model's own choice.
  public func options(for graph: Graph) -> DreamOptions {
    network == nil ? options(on: layers.first { (try? graph.layer($0)) != nil }) : options
  }

  private func options(on layer: String?) -> DreamOptions {
    var options = settings
    if let layer { options.objective = Objective(.energy(layer: layer)) }
    return options
  }

  /// Whether a network gives the look.
  public func fits(_ architecture: Architecture) -> Bool {
    network.map { architecture.network == $0 || architecture.network.hasPrefix($0 + "_") } ?? true
  }

  /// The preset of that name.
  ///
  /// - Throws: `DreamError.unknownPreset` with the nearest names.
  public static func named(_ name: String) throws(DreamError) -> Preset {
    guard let preset = all.first(where: { $0.name == name }) else {
      throw .unknownPreset(name, nearest: nearestNames(to: name, among: all.map(\.name), count: 3))
    }
    return preset
  }
}
