internal import Imaging
internal import Networks
internal import Torch

/// Makes pictures of directions of one layer's channels, many at once: the dream of a batch of pictures, from
/// noise or a photo, with a term for each picture.
struct FeatureOptimizer {
  /// The most pixels that are optimized together: the memory of a dream of about 600×450.
  private static let mostPixels = 1 << 18

  /// The directions of the layer, in batches that are optimized together.
  let batches: [[FeatureDirection]]
  private let options: VisualizationOptions
  private let normalization: Normalization
  private let dreamer: Dreamer
  /// What the pictures change: a square photo, or gray.
  private let photos: LevelPhotos
  private let hasPhoto: Bool
  /// The layer whose channels are excited.
  private let excited: String
  /// The layer by which the pictures of one direction are compared.
  private let compared: String

  /// - Parameters:
  ///   - layer: The layer's own name.
  ///   - directions: Directions of that layer.
  ///   - photo: Square, `[1, 3, side, side]` in 0…1; `nil`: the pictures start from noise.
  /// - Throws: `DreamError.network`, `TorchError`.
  init(
    architecture graph: Graph, weights: [String: Tensor], normalization: Normalization, layer: String,
    directions: [FeatureDirection], options: VisualizationOptions, photo: Tensor?, device: Device
  ) throws {
    (excited, compared) = try Self.layers(at: layer, in: graph, side: options.sides[0])
    dreamer = Dreamer(
      network: try TappedNetwork(
        whole: graph, taps: options.variants > 1 ? [excited, compared] : [excited], weights: weights,
        precision: options.precision, device: device),
      normalization: normalization, visualization: options)
    photos = LevelPhotos(
      picture: try photo ?? .full([1, 3, 1, 1], 0.5), normalization: normalization, device: device)
    hasPhoto = photo != nil
    self.options = options
    self.normalization = normalization
    let count = max(1, Self.mostPixels / (options.size * options.size * options.variants))
    batches = stride(from: 0, to: directions.count, by: count).map {
      Array(directions[$0..<min($0 + count, directions.count)])
    }
  }

  /// The layer to excite, of a ReLU its input; and the one to compare by, the last ReLU up to there.
  private static func layers(
    at layer: String, in graph: Graph, side: Int
  ) throws(DreamError) -> (excited: String, compared: String) {
    do {
      let found = try graph.layer(layer)
      let isReLU = found.operation is ReLU && found.inputs[0] != Layer.input
      let reports = try graph.truncated(at: [layer]).report(height: side, width: side)
      let compared = reports.last {
        $0.shape.count == 3 && ($0.layer.name == layer || $0.layer.operation is ReLU)
      }
      return (isReLU ? found.inputs[0] : found.name, compared?.layer.name ?? layer)
    } catch {
      throw .network(error)
    }
  }

  /// Optimizes the pictures of a batch.
  ///
  /// - Returns: The last step. Its pictures are the batch's `options.variants` of each direction, one after
  ///   the other.
  func optimize(
    _ batch: [FeatureDirection], watch: (DreamSnapshot) throws -> Void
  ) throws -> DreamSnapshot? {
    let levels = options.sides.map { PixelSize(width: $0, height: $0) }
    let size = PixelSize(width: options.size, height: options.size)
    let plan = DreamPlan(
      photo: size, size: size, levels: levels, iterations: options.iterations, tile: nil, memory: 0)
    var random = SplitMix64(seed: options.seed)
    var last: DreamSnapshot?
    try withoutGradients {
      _ = try dreamer.ascend(
        from: photos, change: noise(of: batch, side: options.sides[0]), to: terms(of: batch), plan: plan,
        display: DreamDisplay(normalization: normalization, size: size), random: &random
      ) { snapshot in
        last = snapshot
        try watch(snapshot)
      }
    }
    return last
  }

  /// What rises: each picture its direction, and the pictures of a direction away from each other.
  private func terms(of batch: [FeatureDirection]) throws(TorchError) -> [WeightedTerm] {
    let numbers = batch.flatMap { direction in (0..<options.variants).flatMap { _ in direction.weights } }
    let weights = try Tensor(numbers, shape: [batch.count * options.variants, batch[0].weights.count])
    let direction = ChannelDirection(layer: excited, weights: try weights.to(dreamer.network.device))
    let terms = [WeightedTerm(weight: 1, term: direction)]
    guard options.variants > 1, options.diversity > 0 else { return terms }
    let diversity = Diversity(compared, pictures: options.variants)
    return terms + [WeightedTerm(weight: options.diversity, term: diversity)]
  }

  /// Faint noise for each picture, `[N, 3, side, side]` in the network's normalization; none over a photo,
  /// unless several pictures of a direction would be one and the same.
  private func noise(of batch: [FeatureDirection], side: Int) throws(TorchError) -> Tensor {
    let strength: Float = !hasPhoto || options.variants > 1 ? 0.1 : 0
    let values = batch.flatMap { direction in
      (0..<options.variants).flatMap { variant in
        var random = SplitMix64(seed: options.seed, direction.noise, UInt64(variant))
        return (0..<3 * side * side).map { _ in strength * (random.unit() - 0.5) }
      }
    }
    let noise = try Tensor(values, shape: [batch.count * options.variants, 3, side, side])
    let deviation = try Tensor(normalization.deviation.map(Float.init), shape: [1, 3, 1, 1])
    return try (noise / deviation).to(dreamer.network.device)
  }
}

extension Dreamer {
  /// A dreamer for feature visualization, which has terms of its own.
  init(network: TappedNetwork, normalization: Normalization, visualization: VisualizationOptions) {
    options = visualization.ascent
    objective = Objective()
    inputs = DreamInputs()
    self.network = network
    self.normalization = normalization
    self.visualization = visualization
  }
}
