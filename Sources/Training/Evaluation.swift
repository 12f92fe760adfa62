public import Datasets
public import Networks
public import Torch

/// How well a network does on pictures that it was not trained on.
public struct Evaluation: Sendable, Equatable {
  /// The mean cross entropy.
  public private(set) var loss = 0.0
  /// The share of pictures whose class got the highest score, 0…1.
  public private(set) var accuracy = 0.0
  /// The mean over the classes of that share, 0…1: small classes count as much as large ones.
  public private(set) var classAccuracy = 0.0

  /// Runs all of `samples` through a network in batches, central squares of `side` pixels. Each rank sees its part of
  /// them; the result, on every rank, is that of all.
  ///
  /// - Parameter broken: told of every picture that could not be read; it does not count.
  /// - Throws: `TorchError`, or `DatasetError.noReadablePicture`.
  public init(
    _ executor: Executor, samples: [Sample], side: Int, normalization: Normalization, classes: Int,
    precision: DType = .float32, batchSize: Int = 64, workers: Int, ranks: Ranks = .alone,
    broken: (BrokenPicture) -> Void
  ) throws {
    let loader = BatchLoader(
      samples, batchSize: batchSize * ranks.count, dropsLast: false, transform: .centerCrop(side: side),
      seed: 0, shard: ranks.shard, workers: workers)
    var right = [Double](repeating: 0, count: classes)
    var seen = [Double](repeating: 0, count: classes)
    var sum = 0.0
    try withoutGradients {
      while let batch = loader.next() {
        batch.broken.forEach(broken)
        guard !batch.labels.isEmpty else { continue }
        let pictures = try batch.pictures(normalization).to(precision)
        let logits = try executor.output(pictures).to(.float32)
        sum += try logits.crossEntropy(batch.target()).item() * Double(batch.labels.count)
        let answers = try logits.indexOfMaximum(along: 1).elements(Int64.self)
        for (label, answer) in zip(batch.labels, answers) {
          seen[label] += 1
          if label == Int(answer) { right[label] += 1 }
        }
      }
    }
    let sums = try ranks.sums(right + seen + [sum])
    (right, seen) = (Array(sums[..<classes]), Array(sums[classes..<2 * classes]))
    let count = seen.reduce(0, +)
    guard count > 0 else { throw DatasetError.noReadablePicture }
    let shares = zip(right, seen).filter { $1 > 0 }.map { $0 / $1 }
    loss = sums[2 * classes] / count
    accuracy = right.reduce(0, +) / count
    classAccuracy = shares.reduce(0, +) / Double(shares.count)
  }
}

extension Batch {
  /// The pictures as a network wants them: float32 `[N, 3, side, side]`, channels-last in memory.
  func pictures(_ normalization: Normalization) throws(TorchError) -> Tensor {
    let bytes = try Tensor(pixels, shape: [labels.count, side, side, 3]).permuted([0, 3, 1, 2])
    return try normalization.normalize(bytes.to(.float32) * (1 / 255))
  }

  /// The classes as int64 `[N]`.
  func target() throws(TorchError) -> Tensor {
    try Tensor(labels.map(Int64.init), shape: [labels.count])
  }
}
