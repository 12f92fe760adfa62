public import Imaging
public import Networks
public import Torch

/// Draws what parts of a network look for: for each target a picture that excites it all over.
///
/// "Feature Visualization" (Olah, Mordvintsev & Schubert, 2017). The climb is a dream's own: the gradient of a dream's term,
/// brought into the Fourier space of decorrelated colours, normalised and followed, with the picture rolled, turned and scaled
/// before each step. It starts small, from faint noise or a photo. Of a ReLU its input is taken: a channel that is silent at
/// first has a gradient there too. A visualizer stays on the thread that made it.
public struct Visualizer {
  /// What is drawn.
  public let targets: [VisualizationTarget]
  /// The settings, checked.
  public let options: VisualizationOptions

  private let groups: [(painter: FeatureOptimizer, places: [Int])]

  /// A visualizer of targets in any layers.
  ///
  /// - Parameters:
  ///   - graph: The network.
  ///   - weights: Its state dictionary; keys beyond the targets' layers may be missing.
  ///   - inputs: The classes' names, and the numbers of the files that targets name.
  ///   - photo: What the pictures start from, cut to its middle square; `nil`: noise.
  /// - Throws: `DreamError` for an option out of range, an unknown layer or class (with the nearest names), a channel that
  ///   a layer does not have, missing weights, or pictures that are too small for a layer; `TorchError`.
  public init(
    architecture graph: Graph, weights: [String: Tensor], normalization: Normalization,
    targets: [VisualizationTarget], inputs: DreamInputs = DreamInputs(),
    options: VisualizationOptions = VisualizationOptions(), from photo: Image? = nil, device: Device = .cpu
  ) throws {
    try options.validate()
    self.targets = targets
    self.options = options
    let rows = try targets.map { try TargetRow($0, in: graph, inputs) }
    var layers: [String] = []
    for row in rows where !layers.contains(row.layer) { layers.append(row.layer) }
    let start = try photo.map { try $0.middleSquare() }
    groups = try layers.map { layer in
      let places = rows.indices.filter { rows[$0].layer == layer }
      let painter = try FeatureOptimizer(
        architecture: graph, weights: weights, normalization: normalization, layer: layer,
        rows: places.map { rows[$0] }, options: options, start: start, device: device)
      return (painter, places)
    }
  }

  /// The pictures of each target, `options.variants` of them, in the targets' order.
  ///
  /// Many climb at once, each as if it were alone: it does not matter which others are with it.
  ///
  /// - Parameter watch: Called after each step; what it throws ends it.
  /// - Throws: `TorchError`, `DreamError.gradientNotFinite`, and what `watch` throws.
  public func pictures(watch: (VisualizationSnapshot) throws -> Void = { _ in }) throws -> [[Image]] {
    var pictures = [[Image]](repeating: [], count: targets.count)
    var done = 0
    for (painter, places) in groups {
      let painted = try painter.pictures { snapshot in
        let share = (Double(done) + snapshot.share * Double(places.count)) / Double(targets.count)
        try watch(
          VisualizationSnapshot(share: share) { [pictures] in
            try Self.placing(snapshot.pictures(), at: places, in: pictures)
          })
      }
      pictures = Self.placing(painted, at: places, in: pictures)
      done += places.count
    }
    return pictures
  }

  private static func placing(_ painted: [[Image]], at places: [Int], in pictures: [[Image]]) -> [[Image]] {
    var pictures = pictures
    for (place, variants) in zip(places, painted) { pictures[place] = variants }
    return pictures
  }
}

/// A target in the network's own names: a layer and the weights of its channels.
struct TargetRow {
  let layer: String
  let weights: [Float]
  /// Where the noise that the target's pictures start from comes from: the channel's number, or one beyond all channels.
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
      weights = LevelTerms.randomDirection(seed: seed, count: try graph.channels(of: layer))
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

extension Image {
  /// The largest square around the middle, `[1, 3, side, side]` in 0…1.
  fileprivate func middleSquare() throws(TorchError) -> Tensor {
    let side = min(width, height)
    let (x, y) = ((width - side) / 2, (height - side) / 2)
    return try tensor().narrowed(2, y..<y + side).narrowed(3, x..<x + side).contiguous()
  }
}
