import Networks
import Settings
import Torch

/// The layers of a network up to one of them, which a run keeps as they are: weights and the statistics of batch norms.
struct FrozenTrunk {
  /// The layers that are kept.
  let graph: Graph
  /// The layers behind them, which are trained; their input is the trunk's output.
  let rest: Graph

  /// The trunk up to `layer`, by its name or an alias.
  ///
  /// - Throws: `NetworkError.unknownLayer`, or `TrainingError.setting` where something behind the layer looks past it, as a
  ///   residual connection does, or nothing is left to train.
  init(_ network: Graph, upTo layer: String) throws {
    graph = try network.truncated(at: [layer])
    let last = network.layers.map(\.name).last ?? layer
    rest = try network.subgraph(from: layer, to: [last])
    let kept = Set(graph.layers.map(\.name))
    let isWhole = rest.layers.allSatisfy { !kept.contains($0.name) }
    guard isWhole, rest.layers.flatMap(\.parameters).contains(where: \.isTrained) else {
      throw TrainingError.setting(
        SettingError(
          "freeze", takes: "a layer that all later ones see the picture through, with some left to train",
          got: layer)
      )
    }
  }
}

extension TrainingOptions {
  /// The part of a network that stays as it is; `nil` where all of it is trained.
  func trunk(of network: Graph) throws -> FrozenTrunk? {
    try freeze.isEmpty ? nil : FrozenTrunk(network, upTo: freeze)
  }
}
