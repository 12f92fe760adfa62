import Datasets
import Foundation
import Networks
import Torch

/// What the frozen part of a network gives for some pictures, computed once: every epoch starts from there.
struct KeptOutputs {
  /// The pictures that could be read.
  let samples: [Sample]
  /// The outputs of each view of the pictures, `[N, C, H, W]`, all of one shape.
  private let views: [Tensor]

  /// Computes the outputs of the pictures that loaders give, a view from each loader.
  ///
  /// - Parameters:
  ///   - broken: told of every picture that could not be read, once for each view.
  ///   - progress: told how many pictures are done; `false` stops.
  /// - Returns: `nil` when it was stopped.
  /// - Throws: `TorchError`, `DatasetError.noReadablePicture`.
  init?(
    _ loaders: [BatchLoader], output: (Batch) throws -> Tensor, broken: (BrokenPicture) -> Void,
    progress: (Int) -> Bool
  ) throws {
    var views: [Tensor] = []
    var samples: [Sample] = []
    var done = 0
    for loader in loaders {
      var parts: [Tensor] = []
      samples = []
      while let batch = loader.next() {
        batch.broken.forEach(broken)
        if !batch.samples.isEmpty { parts.append(try output(batch)) }
        samples += batch.samples
        done += batch.samples.count + batch.broken.count
        guard progress(done) else { return nil }
      }
      guard !parts.isEmpty else { throw DatasetError.noReadablePicture }
      views.append(try .concatenated(parts, along: 0))
    }
    self.samples = samples
    self.views = views
  }

  /// The outputs of the pictures at `rows`, each in the view that is drawn for it.
  func outputs(_ rows: ArraySlice<Int>, using random: inout SplitMix64) throws(TorchError) -> Tensor {
    var parts: [Tensor] = []
    for row in rows {
      let view = views[Int.random(in: views.indices, using: &random)]
      parts.append(try view.narrowed(0, row..<row + 1))
    }
    return try .concatenated(parts, along: 0)
  }

  /// The outputs of the pictures in `rows` in the first view.
  func outputs(_ rows: Range<Int>) throws(TorchError) -> Tensor { try views[0].narrowed(0, rows) }
}

/// The batches of an epoch, from kept outputs.
struct KeptBatches {
  private let kept: KeptOutputs
  private let order: [Int]
  private let batchSize: Int
  private let seed: UInt64
  private var next: Int

  /// The batches of an epoch in an order and in views that `seed` draws; the first is number `first`.
  init(_ kept: KeptOutputs, batchSize: Int, seed: UInt64, first: Int) {
    var random = SplitMix64(seed: seed)
    self.kept = kept
    self.batchSize = min(batchSize, max(kept.samples.count, 1))
    self.seed = seed
    order = kept.samples.indices.shuffled(using: &random)
    next = first
  }

  /// The number of whole batches.
  var count: Int { order.count / batchSize }

  /// The next batch; `nil` after the last.
  mutating func take() throws -> StepInput? {
    guard next < count else { return nil }
    defer { next += 1 }
    let rows = order[next * batchSize..<(next + 1) * batchSize]
    var random = SplitMix64(seed: seed, UInt64(next))
    return .kept(try kept.outputs(rows, using: &random), labels: rows.map { kept.samples[$0].label })
  }
}

/// What a step learns from.
enum StepInput {
  /// Decoded pictures.
  case pictures(Batch)
  /// Kept outputs of the network's frozen part, and the classes.
  case kept(Tensor, labels: [Int])

  /// The class of each picture.
  var labels: [Int] {
    switch self {
    case .pictures(let batch): batch.labels
    case .kept(_, let labels): labels
    }
  }

  /// The pictures that could not be read.
  var broken: [BrokenPicture] {
    if case .pictures(let batch) = self { batch.broken } else { [] }
  }
}

extension Evaluation {
  /// Runs kept outputs through what lies behind the frozen part.
  ///
  /// - Parameter rest: an executor of that part.
  /// - Throws: as `init(_:samples:…)` does.
  init(_ rest: Executor, _ kept: KeptOutputs, batchSize: Int = 64) throws {
    var predictions: [Prediction] = []
    try withoutGradients {
      for start in stride(from: 0, to: kept.samples.count, by: batchSize) {
        let rows = start..<min(start + batchSize, kept.samples.count)
        let logits = try rest.output(kept.outputs(rows)).elements(Float.self)
        predictions += try Self.predictions(Array(kept.samples[rows]), logits)
      }
    }
    try self.init(predictions)
  }
}
