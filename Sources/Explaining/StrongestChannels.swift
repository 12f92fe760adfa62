public import Imaging
public import Networks
public import Torch

/// What a channel of a layer answers to a photo.
public struct ChannelResponse {
  /// The channel, from 0.
  public let channel: Int
  /// Its mean activation over the photo.
  public let mean: Double
  /// Where it answers, `[1, 1, H, W]` at the size that the network saw the photo in: from 0 to 1, the answer that two in a
  /// hundred places reach.
  public let map: Tensor
}

/// What a layer saw in a photo: its strongest channels, and where each of them found something.
public struct StrongestChannels {
  /// The longest side, in pixels, at which the network looks; larger photos are scaled down to it.
  public static let longestSide = 448

  /// The layer's name.
  public let layer: String
  /// The channels with the largest mean activation, strongest first.
  public let responses: [ChannelResponse]
  /// The photo as the network saw it, `[1, 3, H, W]` in 0…1.
  public let photo: Tensor

  /// Looks at a photo.
  ///
  /// - Parameters:
  ///   - count: How many channels; fewer where the layer has fewer, or fewer answer at all.
  ///   - layer: The layer, by name or alias.
  /// - Throws: ``ExplainError/network(_:)`` for an unknown layer, missing weights or a photo that is too small,
  ///   ``ExplainError/noPositions(layer:)`` for a layer behind the last positions; `TorchError`.
  public init(
    _ count: Int, of layer: String, in photo: Image, architecture graph: Graph, weights: [String: Tensor],
    normalization: Normalization
  ) throws {
    do {
      let graph = try graph.truncated(at: [layer])
      let name = try graph.layer(layer).name
      let size = PixelSize(photo)
        .fitted(longerSide: Self.longestSide, rounding: .toNearestOrAwayFromZero)
      let shape = try graph.report(height: size.height, width: size.width).last { $0.layer.name == name }?
        .shape
      guard shape?.count == 3 else { throw ExplainError.noPositions(layer: name) }
      let executor = try Executor(graph, weights: weights)
      self.layer = name
      let seen = try photo.tensor().resized(to: size, antialias: true)
      self.photo = seen
      responses = try withoutGradients {
        try Self.responses(executor.output(normalization.normalize(seen)), count, size)
      }
    } catch let error as NetworkError {
      throw ExplainError.network(error)
    }
  }

  /// The photo where a channel answers, nearly black elsewhere, `[1, 3, H, W]` in 0…1.
  public func spotlight(on response: ChannelResponse) throws(TorchError) -> Tensor {
    try spotlit(photo, by: response.map)
  }

  /// - Parameter activation: `[1, C, H, W]`.
  private static func responses(
    _ activation: Tensor, _ count: Int, _ size: PixelSize
  ) throws(TorchError) -> [ChannelResponse] {
    let means = try activation.mean([2, 3]).reshaped([-1])
    let (values, indices) = try means.largest(min(count, activation.shape[1]))
    let channels = try indices.elements(Int64.self).map(Int.init)
    let strengths = try values.elements(Float.self).map(Double.init)
    var responses: [ChannelResponse] = []
    for (channel, mean) in zip(channels, strengths) where mean > 0 {
      let map = try activation.narrowed(1, channel..<channel + 1).relu()
      let flat = try map.reshaped([-1])
      let strong = try flat.largest(max(1, flat.count / 50)).values.minimum().item()
      let shown = try (map * (1 / max(strong, Double(Float.leastNormalMagnitude)))).clamped(0, 1)
        .resized(to: size)
      responses.append(ChannelResponse(channel: channel, mean: mean, map: shown))
    }
    return responses
  }
}

/// A picture `[1, 3, H, W]` as bright as a map `[1, 1, H, W]` in 0…1 says, and nearly black where that is 0.
public func spotlit(_ picture: Tensor, by map: Tensor) throws(TorchError) -> Tensor {
  let ambient = 0.15
  return try picture * (map * (1 - ambient) + ambient)
}
