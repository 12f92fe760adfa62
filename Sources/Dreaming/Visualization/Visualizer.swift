public import Imaging
public import Networks
public import Torch

/// Draws what parts of a network look for: for each target a picture that excites it all over.
///
/// "Feature Visualization" (Olah, Mordvintsev & Schubert, 2017). The way is a dream's own: the gradient of a
/// dream's term, brought into the Fourier space of decorrelated colors, normalized and followed, with the
/// picture rolled, turned and scaled before each step. It starts small, from faint noise or a photo. Of a
/// ReLU its input is taken: a channel that is silent at first has a gradient there too. A visualizer stays on
/// the thread that made it.
public struct Visualizer {
  /// What is drawn.
  public let targets: [VisualizationTarget]
  /// The settings, checked.
  public let options: VisualizationOptions

  /// What is drawn of each layer, and which of the targets that is.
  private let layers: [(optimizer: FeatureOptimizer, indices: [Int])]

  /// A visualizer of targets in any layers.
  ///
  /// - Parameters:
  ///   - graph: The network.
  ///   - weights: Its state dictionary; keys beyond the targets' layers may be missing.
  ///   - inputs: The classes' names, and the numbers of the files that targets name.
  ///   - photo: What the pictures start from, cut to its middle square; `nil`: noise.
  /// - Throws: `DreamError` for an option out of range, an unknown layer or class (with the nearest names), a
  ///   channel that a layer does not have, missing weights, or pictures that are too small for a layer;
  ///   `TorchError`.
  public init(
    architecture graph: Graph, weights: [String: Tensor], normalization: Normalization,
    targets: [VisualizationTarget], inputs: DreamInputs = DreamInputs(),
    options: VisualizationOptions = VisualizationOptions(), from photo: Image? = nil, device: Device = .cpu
  ) throws {
    try options.validate()
    self.targets = targets
    self.options = options
    let directions = try targets.map { try FeatureDirection($0, in: graph, inputs) }
    var names: [String] = []
    for direction in directions where !names.contains(direction.layer) { names.append(direction.layer) }
    let square = try photo.map { try $0.middleSquare() }
    layers = try names.map { name in
      let indices = directions.indices.filter { directions[$0].layer == name }
      let optimizer = try FeatureOptimizer(
        architecture: graph, weights: weights, normalization: normalization, layer: name,
        directions: indices.map { directions[$0] }, options: options, photo: square, device: device)
      return (optimizer, indices)
    }
  }

  /// The pictures of each target, `options.variants` of them, in the targets' order.
  ///
  /// Many are optimized at once, each as if it were alone: it does not matter which others are with it.
  ///
  /// - Parameter watch: Called after each step. It may end the work with ``VisualizationSnapshot/stop()``,
  ///   which gives the pictures so far, or by throwing.
  /// - Throws: `TorchError`, `DreamError.gradientNotFinite`, and what `watch` throws.
  public func pictures(watch: (VisualizationSnapshot) throws -> Void = { _ in }) throws -> [[Image]] {
    var pictures = [[Image]](repeating: [], count: targets.count)
    var done = 0
    for (optimizer, indices) in layers {
      var rest = indices[...]
      for batch in optimizer.batches {
        let step = try optimizer.optimize(batch) { step in
          try watch(snapshot(after: step, of: rest.prefix(batch.count), done: done, pictures))
        }
        guard let step else { continue }
        pictures = try snapshot(after: step, of: rest.prefix(batch.count), done: done, pictures).pictures()
        guard !step.isStopped else { return pictures }
        rest = rest.dropFirst(batch.count)
        done += batch.count
      }
    }
    return pictures
  }

  /// What is there after a step of some targets, when `done` others are finished.
  private func snapshot(
    after step: DreamSnapshot, of indices: ArraySlice<Int>, done: Int, _ finished: [[Image]]
  ) -> VisualizationSnapshot {
    let share = Double(step.progress.workDone) / Double(step.progress.work)
    return VisualizationSnapshot(
      share: (Double(done) + share * Double(indices.count)) / Double(targets.count), step: step,
      indices: Array(indices), variants: options.variants, finished: finished)
  }
}

/// A visualization after one of its steps: how far it is, and what its pictures look like by then.
public struct VisualizationSnapshot {
  /// The share of the work that is done, 0…1.
  public let share: Double
  /// The step of the targets that are optimized at the moment.
  fileprivate let step: DreamSnapshot
  /// Which of all targets those are.
  fileprivate let indices: [Int]
  fileprivate let variants: Int
  /// The pictures of the targets that are done.
  fileprivate let finished: [[Image]]

  /// The pictures of each target as if the work ended here, at their full size; none of a target that has not
  /// begun.
  ///
  /// They are made when they are asked for. To be asked for before the next step, which changes them.
  public func pictures() throws(TorchError) -> [[Image]] {
    let seen = try step.picture()
    var pictures = finished
    for (row, index) in indices.enumerated() {
      pictures[index] = try (row * variants..<(row + 1) * variants).map { picture throws(TorchError) in
        try Image(seen.narrowed(0, picture..<picture + 1))
      }
    }
    return pictures
  }

  /// Ends the work after this step, with the pictures as they are.
  public func stop() { step.stop() }
}

extension Image {
  /// The largest square around the middle, `[1, 3, side, side]` in 0…1.
  fileprivate func middleSquare() throws(TorchError) -> Tensor {
    let side = min(width, height)
    let (x, y) = ((width - side) / 2, (height - side) / 2)
    return try tensor().narrowed(2, y..<y + side).narrowed(3, x..<x + side).contiguous()
  }
}
