public import Networks
public import Torch

/// Whether a map depends on what the network has learned: its weights are drawn anew, layer by layer from the head down, and
/// the map is made again each time (the cascading randomization of Adebayo et al., "Sanity Checks for Saliency Maps", 2018).
///
/// A map that explains a decision must change; one that stays shows the picture's edges, whatever the network thinks. On the
/// default model with three random layers the rank correlation is about 0.5 for saliency and 0.97 for guided backpropagation.
public struct WeightRandomization: Sendable, Equatable, Codable {
  /// How many layers are randomized, from the head, from 1; `nil`: all.
  public var depth: Int?
  /// Where the random weights start.
  public var seed: UInt64 = 0

  /// The paper's: all layers.
  public init() {}

  /// What became of the map once a layer and all behind it were random.
  public struct Row: Sendable, Equatable, Encodable {
    /// The layer that was randomized last.
    public let layer: String
    /// Spearman's rank correlation of the absolute values with the original map's, −1…1.
    public let rankCorrelation: Double
    /// ``structuralSimilarity(_:_:range:)`` of the absolute values, each map scaled to a largest value of 1.
    public let structuralSimilarity: Double
  }

  /// The layers that are randomized, in that order: convolutions and linear layers from the head down, each together with the
  /// batch norm that follows it.
  public func layers(of graph: Graph) -> [String] { Self.groups(of: graph, depth).map { $0[0].name } }

  /// A row for each layer.
  ///
  /// - Parameters:
  ///   - graph: The network; its own initialization draws the new weights.
  ///   - weights: Its state dictionary, which stays as it is.
  ///   - attribution: Makes the map `[1, C, H, W]`, sides from 11, of one picture and class with the weights that it gets: at
  ///     first with `weights`, then once for each of ``layers(of:)``.
  /// - Throws: `ExplainError`, `TorchError`, and what `attribution` throws.
  public func rows(
    architecture graph: Graph, weights: [String: Tensor], attribution: ([String: Tensor]) throws -> Tensor
  ) throws -> [Row] {
    if let depth, depth < 1 {
      throw ExplainError.setting("depth", takes: "a whole number from 1", got: "\(depth)")
    }
    let fresh = try graph.initialWeights(generator: Generator(seed: seed))
    let original = try Self.magnitudes(attribution(weights))
    var weights = weights
    return try Self.groups(of: graph, depth).map { group in
      for parameter in group.flatMap(\.parameters) { weights[parameter.key] = fresh[parameter.key] }
      let map = try Self.magnitudes(attribution(weights))
      return Row(
        layer: group[0].name, rankCorrelation: try rankCorrelation(original, map),
        structuralSimilarity: try Explaining.structuralSimilarity(original, map))
    }
  }

  private static func magnitudes(_ map: Tensor) throws(TorchError) -> Tensor {
    try map.magnitude().scaledToUnit()
  }

  /// The layers that have parameters, the last ones first; a batch norm belongs to the layer before it.
  private static func groups(of graph: Graph, _ depth: Int?) -> [[Layer]] {
    var groups: [[Layer]] = []
    for layer in graph.layers where !layer.parameters.isEmpty {
      if layer.operation is BatchNorm,
        let place = groups.lastIndex(where: { $0[0].name == layer.inputs[0] })
      {
        groups[place].append(layer)
      } else {
        groups.append([layer])
      }
    }
    return Array(groups.reversed().prefix(depth ?? groups.count))
  }
}
