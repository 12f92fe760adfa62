import Foundation
public import Torch

/// A batch of decoded squares, as bytes that can travel between threads.
public struct Batch: Sendable {
  /// Bytes `[count, side, side, 3]`.
  public let pixels: [UInt8]
  /// The side of each square in pixels.
  public let side: Int
  /// The picture of each square.
  public let samples: [Sample]
  /// The pictures that could not be read and are missing from the batch.
  public let broken: [BrokenPicture]

  /// A batch of squares, `[samples.count, side, side, 3]`.
  public init(pixels: [UInt8], side: Int, samples: [Sample], broken: [BrokenPicture]) {
    self.pixels = pixels
    self.side = side
    self.samples = samples
    self.broken = broken
  }

  /// The squares as bytes `[N, 3, side, side]`, channels-last in memory.
  public func byteTensor() throws(TorchError) -> Tensor {
    try Tensor(pixels, shape: [labels.count, side, side, 3]).permuted([0, 3, 1, 2])
  }

  /// The class of each square.
  public var labels: [Int] { samples.map(\.label) }
}

/// A picture that could not be read.
public struct BrokenPicture: Sendable, Equatable, Codable {
  /// The file's path.
  public let path: String
  /// One line on what is wrong with it.
  public let reason: String
}

/// The part of every batch that one of several processes takes.
public struct Shard: Sendable, Equatable {
  /// The number of the process, from 0.
  public let rank: Int
  /// How many processes there are.
  public let count: Int

  /// All of every batch.
  public static let whole = Shard(0, of: 1)

  /// The part of process `rank` of `count`.
  ///
  /// - Precondition: `rank` is one of 0 ..< count.
  public init(_ rank: Int, of count: Int) {
    precondition((0..<count).contains(rank), "ranks are 0 to count − 1")
    self.rank = rank
    self.count = count
  }

  /// The places in a batch of `total` pictures. The parts of all processes are the whole batch, each place once.
  public func places(of total: Int) -> Range<Int> { total * rank / count..<total * (rank + 1) / count }
}

/// Decodes batches on threads of its own, a few ahead of the one that is asked for.
///
/// What a batch holds depends on the samples, the transform, `seed` and whether there is a cache, not on the number of
/// threads.
public final class BatchLoader: Sendable {
  private let samples: [[Sample]]
  private let queue: BatchQueue

  /// A loader of `samples` in batches of `batchSize`, in order; it starts at once with batch `first`.
  ///
  /// - Parameters:
  ///   - dropsLast: leaves out a last batch that is not full, unless it is the only one.
  ///   - cache: where pictures are kept that need not be decoded again.
  ///   - shard: the part of every batch that is loaded; its pictures are those of the whole batch at its places.
  ///   - workers: the number of decoding threads.
  public init(
    _ samples: [Sample], batchSize: Int, dropsLast: Bool, transform: Transform,
    augmentation: Augmentation = .none, cache: PictureCache? = nil, seed: UInt64, shard: Shard = .whole,
    first: Int = 0, workers: Int
  ) {
    var batches = stride(from: 0, to: samples.count, by: batchSize).map {
      Array(samples[$0..<min($0 + batchSize, samples.count)])
    }
    if dropsLast, batches.count > 1, let last = batches.last, last.count < batchSize { batches.removeLast() }
    self.samples = batches
    queue = BatchQueue(first: first, end: batches.count, room: Self.batchesAhead(workers: workers))
    for _ in 0..<max(workers, 1) {
      Thread { [queue, batches] in
        Runtime.makeThreadSerial()
        while let index = queue.take() {
          let batch = Self.load(
            batches[index], index: index, shard: shard, transform: transform, augmentation: augmentation,
            cache: cache, seed: seed)
          queue.put(batch, at: index)
        }
      }.start()
    }
  }

  deinit { queue.close() }

  private static func batchesAhead(workers: Int) -> Int { workers + 2 }

  /// The most batches that a loader with so many decoding threads holds at a time, the one that is in use included.
  public static func mostBatches(workers: Int) -> Int { batchesAhead(workers: workers) + 1 }

  /// The number of batches, those before `first` included.
  public var count: Int { samples.count }

  /// The next batch in order, `nil` after the last one. Waits until it is decoded.
  public func next() -> Batch? { queue.next() }

  private static func load(
    _ samples: [Sample], index: Int, shard: Shard, transform: Transform, augmentation: Augmentation,
    cache: PictureCache?, seed: UInt64
  ) -> Batch {
    let places = shard.places(of: samples.count)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(places.count * transform.side * transform.side * 3)
    var readable: [Sample] = []
    var broken: [BrokenPicture] = []
    for position in places {
      let sample = samples[position]
      var random = SplitMix64(seed: seed, UInt64(index), UInt64(position))
      do {
        let square =
          try cache?.square(of: sample.path, transform, random: &random)
          ?? transform(contentsOf: sample.path, random: &random)
        pixels += try augmentation(square, using: &random)
        readable.append(sample)
      } catch {
        broken.append(BrokenPicture(path: sample.path, reason: "\(error)"))
      }
    }
    return Batch(pixels: pixels, side: transform.side, samples: readable, broken: broken)
  }
}

/// Where decoded batches wait: at most `room` ahead of the consumer.
private final class BatchQueue: @unchecked Sendable {
  private let condition = NSCondition()
  private let end: Int
  private let room: Int
  private var nextToTake: Int
  private var nextToGive: Int
  private var ready: [Int: Batch] = [:]
  private var isClosed = false

  init(first: Int, end: Int, room: Int) {
    self.end = end
    self.room = room
    nextToTake = first
    nextToGive = first
  }

  /// The index of a batch to decode; waits for room. `nil` when there is nothing more to do.
  func take() -> Int? {
    condition.withLock {
      while !isClosed, nextToTake < end, nextToTake >= nextToGive + room { condition.wait() }
      guard !isClosed, nextToTake < end else { return nil }
      nextToTake += 1
      return nextToTake - 1
    }
  }

  func put(_ batch: Batch, at index: Int) {
    condition.withLock {
      ready[index] = batch
      condition.broadcast()
    }
  }

  func next() -> Batch? {
    condition.withLock {
      guard nextToGive < end else { return nil }
      while ready[nextToGive] == nil { condition.wait() }
      let batch = ready.removeValue(forKey: nextToGive)
      nextToGive += 1
      condition.broadcast()
      return batch
    }
  }

  func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
    }
  }
}
