public import Datasets
public import Networks
public import Torch

/// How well a network does on pictures that it was not trained on.
public struct Evaluation: Sendable, Equatable {
  /// What it says about each picture that could be read, sorted by path.
  public let predictions: [Prediction]
  /// The mean cross entropy.
  public let loss: Double
  /// The share of pictures whose class got the highest score, 0…1.
  public let accuracy: Double
  /// The mean over the classes of that share, 0…1: small classes count as much as large ones.
  public let classAccuracy: Double

  /// Sums up predictions.
  ///
  /// - Throws: `DatasetError.noReadablePicture` without any.
  public init(_ predictions: [Prediction]) throws(DatasetError) {
    guard !predictions.isEmpty else { throw .noReadablePicture }
    self.predictions = predictions.sorted { $0.sample.path < $1.sample.path }
    let count = Double(predictions.count)
    loss = self.predictions.reduce(0) { $0 + $1.loss } / count
    accuracy = Double(predictions.count(where: \.isRight)) / count
    let shares = Dictionary(grouping: predictions, by: \.sample.label).sorted { $0.key < $1.key }
      .map { Double($1.count(where: \.isRight)) / Double($1.count) }
    classAccuracy = shares.reduce(0, +) / Double(shares.count)
  }

  /// Runs this process's part of `samples` through a network in batches, central squares of `side` pixels, and gathers
  /// what all processes found.
  ///
  /// - Parameters:
  ///   - device: where the executor's weights are.
  ///   - broken: told of every picture that could not be read; it does not count.
  ///   - progress: told after each batch how many pictures are done.
  /// - Throws: `TorchError`, ``EvaluationError/notFinite(picture:)``, or `DatasetError.noReadablePicture`.
  public init(
    _ executor: Executor, samples: [Sample], transform: Transform, normalization: Normalization,
    precision: DType = .float32, device: Device = .cpu, batchSize: Int = 64, workers: Int,
    replica: Replica = .single,
    broken: (BrokenPicture) -> Void, progress: (Int) -> Void = { _ in }
  ) throws {
    let loader = BatchLoader(
      samples, batchSize: batchSize * replica.count, dropsLast: false, transform: transform, seed: 0,
      shard: replica.shard, workers: workers)
    var predictions: [Prediction] = []
    var done = 0
    try withoutGradients {
      while let batch = loader.next() {
        batch.broken.forEach(broken)
        guard !batch.samples.isEmpty else { continue }
        let pictures = try batch.pictures(normalization, on: device).to(precision)
        predictions += try Self.predictions(batch.samples, executor.output(pictures).elements(Float.self))
        done += batch.samples.count + batch.broken.count
        progress(done)
      }
    }
    try self.init(replica.gather(predictions))
  }

  /// What rows of logits say about their pictures.
  static func predictions(_ samples: [Sample], _ logits: [Float]) throws -> [Prediction] {
    let classes = logits.count / samples.count
    return try samples.enumerated().map { row, sample in
      let scores = logits[row * classes..<(row + 1) * classes]
      guard scores.allSatisfy(\.isFinite) else { throw EvaluationError.notFinite(picture: sample.path) }
      return Prediction(sample, logits: scores)
    }
  }
}
