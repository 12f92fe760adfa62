public import Datasets
public import Networks
public import Torch

/// A network that is asked about many pictures in batches, without gradients.
public struct Predictor {
  private let executor: Executor
  private let side: Int
  private let normalization: Normalization
  private let precision: DType

  /// - Parameters:
  ///   - executor: the network, its weights in `precision` apart from batch norms.
  ///   - side: the side in pixels of the central squares that it sees.
  ///   - precision: what pictures are converted to.
  public init(
    _ executor: Executor, side: Int, normalization: Normalization, precision: DType = .float32
  ) {
    self.executor = executor
    self.side = side
    self.normalization = normalization
    self.precision = precision
  }

  /// The answers to `samples`, in their order, without those that cannot be read.
  ///
  /// - Parameters:
  ///   - workers: threads that decode pictures ahead.
  ///   - broken: told of every picture that cannot be read.
  ///   - progress: told after each batch how many of the pictures are done.
  /// - Throws: `TorchError`, ``EvaluationError/notFinite(picture:)``, `DatasetError.noReadablePicture`.
  public func predictions(
    of samples: [Sample], batchSize: Int = 64, workers: Int, broken: (BrokenPicture) -> Void,
    progress: (Int) -> Void = { _ in }
  ) throws -> [Prediction] {
    let loader = BatchLoader(
      samples, batchSize: batchSize, dropsLast: false, transform: .centerCrop(side: side), seed: 0,
      workers: workers)
    var predictions: [Prediction] = []
    predictions.reserveCapacity(samples.count)
    var done = 0
    while let batch = loader.next() {
      batch.broken.forEach(broken)
      let missing = Set(batch.broken.map(\.path))
      let members = samples[done..<min(done + batchSize, samples.count)].filter { !missing.contains($0.path) }
      done += members.count + missing.count
      predictions += try answers(to: batch, members)
      progress(done)
    }
    guard !predictions.isEmpty else { throw DatasetError.noReadablePicture }
    return predictions
  }

  private func answers(to batch: Batch, _ samples: [Sample]) throws -> [Prediction] {
    guard !samples.isEmpty else { return [] }
    let logits = try withoutGradients {
      try executor.output(batch.pictures(normalization).to(precision)).to(.float32).contiguous()
    }
    let classes = logits.shape[1]
    let scores = try logits.elements(Float.self)
    return try samples.enumerated().map { row, sample in
      let scores = scores[row * classes..<(row + 1) * classes]
      guard scores.allSatisfy(\.isFinite) else { throw EvaluationError.notFinite(picture: sample.path) }
      return Prediction(path: sample.path, label: sample.label, logits: scores)
    }
  }
}
