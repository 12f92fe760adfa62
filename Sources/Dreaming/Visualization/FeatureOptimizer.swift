internal import Imaging
internal import Networks
internal import Torch

/// Draws pictures of directions of one layer's channels, many at once.
struct FeatureOptimizer {
  /// The most pixels that climb together: the memory of a dream of about 600×450.
  private static let mostPixels = 1 << 18

  /// The layer whose channels are excited.
  private let target: String
  /// The layer by which the pictures of one target are compared.
  private let compared: String
  private let rows: [TargetRow]
  private let options: VisualizationOptions
  private let network: any DifferentiableNetwork
  private let normalization: Normalization
  /// A square photo in 0…1; `nil`: noise.
  private let start: Tensor?
  private let device: Device

  /// - Parameter layer: The layer's own name, which the rows share.
  init(
    architecture graph: Graph, weights: [String: Tensor], normalization: Normalization, layer: String,
    rows: [TargetRow], options: VisualizationOptions, start: Tensor?, device: Device
  ) throws(any Error) {
    do {
      let found = try graph.layer(layer)
      target = found.operation is ReLU && found.inputs[0] != Layer.input ? found.inputs[0] : found.name
      let part = try graph.truncated(at: [layer])
      let smallest = options.sides[0]
      let reports = try part.report(height: smallest, width: smallest)
      compared =
        reports.last { $0.shape.count == 3 && ($0.layer.name == layer || $0.layer.operation is ReLU) }?
        .layer.name ?? layer
      let taps = options.variants > 1 ? [target, compared] : [target]
      network = try FrozenNetwork(
        graph.truncated(at: taps), taps: taps, weights: weights,
        precision: options.precision.dtype(on: device),
        device: device)
    } catch let error as NetworkError {
      throw DreamError.network(error)
    }
    self.rows = rows
    self.options = options
    self.normalization = normalization
    self.start = start
    self.device = device
  }

  /// The pictures of each row; a snapshot has those of the rows that have begun.
  func pictures(watch: (VisualizationSnapshot) throws -> Void) throws -> [[Image]] {
    let count = max(1, Self.mostPixels / (options.size * options.size * options.variants))
    var pictures: [[Image]] = []
    for start in stride(from: 0, to: rows.count, by: count) {
      let batch = Array(rows[start..<min(start + count, rows.count)])
      pictures += try withoutGradients {
        try climb(batch) { snapshot in
          let share = (Double(start) + snapshot.share * Double(batch.count)) / Double(rows.count)
          try watch(VisualizationSnapshot(share: share) { [pictures] in try pictures + snapshot.pictures() })
        }
      }
    }
    return pictures
  }

  private func climb(
    _ batch: [TargetRow], _ watch: (VisualizationSnapshot) throws -> Void
  ) throws -> [[Image]] {
    let sides = options.sides
    let groups = try terms(of: batch)
    let (black, white) = try normalization.range()
    let range = (black: try black.to(device), white: try white.to(device))
    var random = SplitMix64(seed: options.seed)
    var change = try noise(of: batch, side: sides[0])
    let work = sides.map { $0 * $0 }.reduce(0, +) * options.iterations
    var done = 0
    for side in sides {
      let base = try base(side: side)
      let pictures = try base + change.resized(to: PixelSize(width: side, height: side))
      let preconditioner = try Preconditioner(
        options.imageSpace, keepingColors: false, size: PixelSize(width: side, height: side),
        normalization: normalization, decay: options.decay
      ).moved(to: device)
      for iteration in 0..<options.iterations {
        let similarity = ScaleRotation(
          scaling: options.scaling, rotation: options.rotation, random: &random)
        let ascent = Ascent(
          source: TransformedPicture(source: WholePicture(network: network), similarity: similarity),
          groups: groups, preconditioner: preconditioner, gate: nil, range: range, options: options.ascent)
        _ = try ascent.step(pictures, iteration: iteration, random: &random)
        done += side * side
        try watch(
          VisualizationSnapshot(share: Double(done) / Double(work)) { try images(pictures - base, of: batch) }
        )
      }
      change = try pictures - base
    }
    return try images(change, of: batch)
  }

  /// The pictures of each row of a batch, after a change of what they began with.
  private func images(_ change: Tensor, of batch: [TargetRow]) throws -> [[Image]] {
    let size = PixelSize(width: options.size, height: options.size)
    let pictures = try base(side: options.size) + change.resized(to: size)
    let seen = try normalization.denormalize(pictures.to(.cpu))
    let variants = options.variants
    return try batch.indices.map { row in
      try (row * variants..<(row + 1) * variants).map { try Image(seen.narrowed(0, $0..<$0 + 1)) }
    }
  }

  /// What rises: each picture its row, and the pictures of a row away from each other.
  private func terms(of batch: [TargetRow]) throws(TorchError) -> [WeightedTerm] {
    let numbers = batch.flatMap { row in (0..<options.variants).flatMap { _ in row.weights } }
    let weights = try Tensor(numbers, shape: [batch.count * options.variants, batch[0].weights.count])
    let direction = Direction(layer: target, weights: try weights.to(device))
    let terms = [WeightedTerm(weight: 1, term: direction)]
    guard options.variants > 1, options.diversity > 0 else { return terms }
    let diversity = Diversity(compared, pictures: options.variants)
    return terms + [WeightedTerm(weight: options.diversity, term: diversity)]
  }

  /// What the pictures of a size change: the photo, or grey. `[1, 3, side, side]` in the network's normalisation.
  private func base(side: Int) throws(TorchError) -> Tensor {
    guard let start else {
      return try normalization.normalize(.full([1, 3, side, side], 0.5)).to(device)
    }
    let photo = try start.resized(to: PixelSize(width: side, height: side), antialias: true)
    return try normalization.normalize(photo).to(device)
  }

  /// Faint noise for each picture, `[N, 3, side, side]` in the network's normalisation; none over a photo, unless several
  /// pictures of a row would be one and the same.
  private func noise(of batch: [TargetRow], side: Int) throws(TorchError) -> Tensor {
    let strength: Float = start == nil || options.variants > 1 ? 0.1 : 0
    let values = batch.flatMap { row in
      (0..<options.variants).flatMap { variant in
        var random = SplitMix64(seed: options.seed, row.noise, UInt64(variant))
        return (0..<3 * side * side).map { _ in strength * (random.unit() - 0.5) }
      }
    }
    let noise = try Tensor(values, shape: [batch.count * options.variants, 3, side, side])
    let deviation = try Tensor(normalization.deviation.map(Float.init), shape: [1, 3, 1, 1])
    return try (noise / deviation).to(device)
  }
}
