import Datasets
import Files
import Foundation
import Networks
import Torch

/// The batch that there is room for: of each process a power of two, as large as memory allows, at most 256 pictures for
/// all together, and few enough for 32 steps in an epoch (or 8, where that would be fewer).
public struct BatchSizing: Sendable, Equatable, Codable {
  /// The pictures of a step, of all processes together.
  public let pictures: Int
  /// The bytes that a process takes with that batch by estimate, and those that it may take.
  public let memory: Int, limit: Int
  /// What a larger batch is held back by.
  public let bound: Bound

  /// What a larger batch is held back by.
  public enum Bound: String, Sendable, Codable {
    /// It would take too much memory.
    case memory
    /// An epoch would have few steps.
    case pictures
    /// No batch is larger.
    case most
  }

  /// The most pictures for all processes together.
  static let mostPictures = 256
  private static let stepsInAnEpoch = 32
  private static let fewPictures = 8

  /// The batch for a run on so many training pictures.
  ///
  /// - Parameters:
  ///   - limit: the bytes that each of `ranks` processes may take.
  ///   - workers: threads of each that decode batches ahead.
  /// - Throws: `NetworkError`, or `TrainingError.tooLittleMemory` when the smallest batch finds no room.
  init(
    _ options: TrainingOptions, _ graph: Graph, trainingPictures: Int, ranks: Int, workers: Int, limit: Int
  ) throws {
    let memory = try TrainingMemory(options, graph, workers: workers)
    func bytes(_ share: Int) -> Int { memory.bytes(pictures: share, parts: options.accumulation) }
    let most = max(Self.fewPictures, trainingPictures / Self.stepsInAnEpoch)
    // A batch norm needs two pictures in each part.
    var share = 2
    while share < 2 * options.accumulation { share *= 2 }
    guard bytes(share) <= limit else {
      throw TrainingError.tooLittleMemory(
        pictures: share * ranks, needed: bytes(share) * ranks, available: limit * ranks)
    }
    var bound = Bound.most
    while true {
      let next = 2 * share
      if next * ranks > Self.mostPictures { break }
      if next * ranks > most {
        bound = .pictures
        break
      }
      if bytes(next) > limit {
        bound = .memory
        break
      }
      share = next
    }
    self.init(pictures: share * ranks, memory: bytes(share), limit: limit, bound: bound)
  }

  init(pictures: Int, memory: Int, limit: Int, bound: Bound) {
    self.pictures = pictures
    self.memory = memory
    self.limit = limit
    self.bound = bound
  }
}

extension BatchSizing: CustomStringConvertible {
  /// One line: the batch, what it takes, and why it is no larger.
  public var description: String {
    let reason =
      switch bound {
      case .memory: "twice as many would not fit"
      case .pictures: "so that an epoch has steps enough"
      case .most: "the most that 'auto' takes"
      }
    return "batch size: \(pictures), \(reason); about \(memory.memorySize) of \(limit.memorySize) of memory"
  }
}

/// The memory that a training run takes in a process by estimate, beside the program itself.
struct TrainingMemory {
  /// Bytes whatever the batch: weights, their gradients, what the optimizer remembers, copies to compute with.
  let fixed: Int
  /// Bytes for each picture that goes through the network at once, and for each of the whole batch.
  let perPicture: Int, perBatchPicture: Int

  /// The memory at the size that takes most, with so many threads that decode batches ahead.
  ///
  /// - Throws: `NetworkError` for a size that the network does not take.
  init(_ options: TrainingOptions, _ graph: Graph, workers: Int) throws(NetworkError) {
    let trained = graph.parameters.filter(\.isTrained).map(\.count).reduce(0, +)
    // The weights, their gradients, and the same in the weights' memory order before a fused step.
    var copies = 3 + options.optimizer.memories.count { $0 != "steps" }
    if options.averageDecay > 0 { copies += 1 }
    fixed = trained * (copies * DType.float32.byteCount + options.precision.dtype.byteCount)
    var most = (picture: 0, ofBatch: 0)
    for size in options.sizes {
      let isTiny = graph.convolvesSinglePixels(side: size)
      let picture = try graph.trainingMemory(
        height: size, width: size, in: isTiny ? .float32 : options.precision.dtype)
      // Bytes for the batches that wait, float32 for the one that is normalized and mixed.
      let elements = 3 * size * size
      let mixed = options.mixup > 0 || options.cutmix > 0 ? 3 : 2
      let ofBatch = elements * (BatchLoader.mostBatches(workers: workers) + mixed * DType.float32.byteCount)
      if picture + ofBatch > most.picture + most.ofBatch { most = (picture, ofBatch) }
    }
    perPicture = most.picture
    perBatchPicture = most.ofBatch
  }

  /// Bytes with batches of so many pictures in this process, computed in so many parts.
  func bytes(pictures: Int, parts: Int) -> Int {
    fixed + (pictures + parts - 1) / parts * perPicture + pictures * perBatchPicture
  }
}
