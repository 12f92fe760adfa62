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
