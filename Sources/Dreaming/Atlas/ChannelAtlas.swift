public import Imaging
public import Networks
public import Torch

/// What the channels of a layer look for: for each a picture, climbed from noise, that excites it all over.
///
/// "Feature Visualization" (Olah, Mordvintsev & Schubert, 2017) calls it the channel objective. Many pictures climb at once,
/// as a batch; each is normalised by itself and starts from the noise of its channel, so it does not matter which others
/// are with it. Of a ReLU its input is taken: a channel that is silent at first has a gradient there too. An atlas stays on
/// the thread that made it.
public struct ChannelAtlas {
  /// The layer's name.
  public let layer: String
  /// The number of the layer's channels.
  public let channelCount: Int
  /// The settings: the width is the pictures' side; the objective, the pyramid's kind and the start are not looked at.
  public let options: DreamOptions

  /// The layer whose channels are excited.
  private let target: String
  private let network: any DifferentiableNetwork
  private let normalization: Normalization
  private let device: Device
  private let graph: Graph

  /// The most pixels that climb together: the memory of a dream of about 600×450.
  private static let mostPixels = 1 << 18

  /// An atlas of a layer.
  ///
  /// - Parameters:
  ///   - graph: The network.
  ///   - weights: Its state dictionary; keys beyond the layer may be missing.
  ///   - layer: The layer, by name or alias.
  /// - Throws: `DreamError` for an option out of range, an unknown layer, missing weights, or pictures that are too small
  ///   for the layer; `TorchError`.
  public init(
    architecture graph: Graph, weights: [String: Tensor], normalization: Normalization, layer: String,
    options: DreamOptions = .atlas, device: Device = .cpu
  ) throws {
    try options.validate()
    do {
      let found = try graph.layer(layer)
      self.layer = found.name
      target = found.operation == .relu && found.inputs[0] != Layer.input ? found.inputs[0] : found.name
      self.graph = try graph.truncated(at: [target])
      let smallest = Self.sides(options)[0]
      _ = try self.graph.report(height: smallest, width: smallest)
      network = try ReferenceNetwork(
        self.graph, taps: [target], weights: weights, precision: options.precision.dtype, device: device)
    } catch let error as NetworkError {
      throw DreamError.network(error)
    }
    channelCount = try self.graph.channels(of: target)
    self.options = options
    self.normalization = normalization
    self.device = device
  }

  /// A picture for each of `channels`, in their order.
  ///
  /// - Parameter watch: Called after each step with the share of the work that is done, 0…1; what it throws ends it.
  /// - Throws: `DreamError.channel` for one that the layer does not have, `TorchError`, and what `watch` throws.
  public func pictures(
    of channels: [Int], watch: (Double) throws -> Void = { _ in }
  ) throws -> [Image] {
    if let outside = channels.first(where: { !(0..<channelCount).contains($0) }) {
      throw DreamError.channel(outside, layer: layer, count: channelCount)
    }
    let sides = Self.sides(options)
    let count = max(1, Self.mostPixels / ((sides.last ?? 1) * (sides.last ?? 1)))
    var pictures: [Image] = []
    for start in stride(from: 0, to: channels.count, by: count) {
      let batch = Array(channels[start..<min(start + count, channels.count)])
      pictures += try withoutGradients {
        try climb(batch) { share in
          try watch((Double(start) + share * Double(batch.count)) / Double(channels.count))
        }
      }
    }
    return pictures
  }

  /// The sides of the levels, smallest first.
  private static func sides(_ options: DreamOptions) -> [Int] {
    let side = options.width ?? DreamOptions.atlas.width ?? 128
    return Pyramid(
      base: PixelSize(width: side, height: side), size: options.pyramidSize, ratio: options.pyramidRatio
    ).levels.map { max(Pyramid.smallestSide, $0.width) }
  }

  private func climb(_ channels: [Int], _ watch: (Double) throws -> Void) throws -> [Image] {
    let sides = Self.sides(options)
    let term = try Direction(layer: target, channelOfEachPicture: channels, of: channelCount)
    let (black, white) = try normalization.range()
    var random = SplitMix64(seed: options.seed)
    var pictures = try normalization.normalize(noise(channels, side: sides[0])).to(device)
    let work = sides.map { $0 * $0 }.reduce(0, +) * options.iterations
    var done = 0
    for side in sides {
      pictures = try pictures.resized(height: side, width: side, antialias: false).clone()
      let ascent = Ascent(
        source: WholePicture(network: network), groups: [WeightedTerm(weight: 1, term: term)],
        preconditioner: try Preconditioner(
          options.imageSpace, keepingColors: options.keepColors, size: PixelSize(width: side, height: side),
          normalization: normalization
        ).moved(to: device),
        gate: nil, range: (try black.to(device), try white.to(device)), options: options)
      for iteration in 0..<options.iterations {
        _ = try ascent.step(pictures, iteration: iteration, random: &random)
        done += side * side
        try watch(Double(done) / Double(work))
      }
    }
    let seen = try normalization.denormalize(pictures.to(.cpu))
    return try channels.indices.map { try Image(seen.narrowed(0, $0..<$0 + 1)) }
  }

  /// Faint noise around grey, `[N, 3, side, side]` in 0…1.
  private func noise(_ channels: [Int], side: Int) throws(TorchError) -> Tensor {
    let values = channels.flatMap { channel in
      var random = SplitMix64(seed: options.seed, UInt64(channel))
      return (0..<3 * side * side).map { _ in 0.5 + 0.1 * (random.unit() - 0.5) }
    }
    return try Tensor(values, shape: [channels.count, 3, side, side])
  }
}

extension DreamOptions {
  /// The settings of an atlas: squares of 128 pixels in the Fourier space of decorrelated colours, over three levels.
  public static var atlas: DreamOptions {
    var options = DreamOptions()
    options.width = 128
    options.pyramidSize = 3
    options.pyramidRatio = 1.5
    options.iterations = 32
    options.learningRate = 0.05
    options.spatialShift = 8
    options.gradientSmoothing = .none
    options.imageSpace = .fourier
    return options
  }
}
