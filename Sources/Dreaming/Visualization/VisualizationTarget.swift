public import Networks

/// Something in a network that a picture can be made of.
public enum VisualizationTarget: Sendable, Equatable {
  /// A channel of a layer, by the layer's name or alias and its number from 0.
  case channel(layer: String, Int)
  /// A class, by its name or its index from 0: its score before the softmax.
  case classScore(String)
  /// A random direction of a layer's channels, of length 1; the number chooses which.
  case random(layer: String, seed: UInt64)
  /// A direction of one's own: the file's name, whose numbers, one for each channel, are among the inputs.
  case direction(layer: String, file: String)

  /// The same as a dream's target.
  public var target: ObjectiveTarget {
    switch self {
    case .channel(let layer, let channel): .channels(layer: layer, [channel...channel], at: nil)
    case .classScore(let name): .classScore(name)
    case .random(let layer, let seed): .random(layer: layer, seed: seed)
    case .direction(let layer, let file): .direction(layer: layer, file: file)
    }
  }
}

extension VisualizationTarget {
  /// The number of a layer's channels, by its name or alias.
  ///
  /// - Throws: `DreamError.network` for a layer that does not exist.
  public static func channelCount(of layer: String, in graph: Graph) throws(DreamError) -> Int {
    try graph.channels(of: layer)
  }
}

/// A target in the network's own names: a layer and the weights of its channels.
struct FeatureDirection {
  let layer: String
  let weights: [Float]
  /// Where the noise that the target's pictures start from comes from: the channel's number, or one beyond
  /// all channels.
  let noise: UInt64

  init(_ target: VisualizationTarget, in graph: Graph, _ inputs: DreamInputs) throws(DreamError) {
    let objective = try Objective(target.target).resolved(in: graph, classNames: inputs.classNames)
    try inputs.check(for: objective, in: graph)
    switch objective.parts[0].target {
    case .channels(let layer, let ranges, _):
      let count = try graph.channels(of: layer)
      self.layer = layer
      weights = (0..<count).map { $0 == ranges[0].lowerBound ? 1 : 0 }
      noise = UInt64(ranges[0].lowerBound)
    case .random(let layer, let seed):
      self.layer = layer
      weights = RandomTarget.direction(seed: seed, count: try graph.channels(of: layer))
      noise = seed | 1 << 63
    case .direction(let layer, let file):
      self.layer = layer
      weights = inputs.directions[file] ?? []
      noise = 1 << 62
    default:
      preconditionFailure("every target is a direction of a layer's channels")
    }
  }
}
