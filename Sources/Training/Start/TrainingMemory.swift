import Datasets
import Networks
import Torch

/// The memory that a training run takes in a process by estimate, beside the program itself.
struct TrainingMemory {
  /// Bytes whatever the batch: weights, their gradients, what the optimiser remembers, copies to compute with.
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
      // Bytes for the batches that wait, float32 for the one that is normalised and mixed.
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
