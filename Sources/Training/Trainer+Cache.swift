import Datasets
import Foundation

extension Trainer {
  /// Makes the cache of the training pictures where the options want one, or opens the one that is there.
  ///
  /// Processes wait for each other here, a moment at a time: the making may take longer than a rank waits for another.
  ///
  /// - Returns: whether to go on; not when it was asked to stop.
  /// - Throws: `CacheError` or `TrainingError`.
  func prepareCache(shouldStop: () -> Bool, _ report: (TrainingEvent) -> Void) throws -> Bool {
    guard options.cache == .on else { return true }
    let plan = CachePlan(
      split.train, of: description.pictures, size: options.cachedSize, in: cacheFolder)
    let build = CacheBuild(plan, threads: ProcessInfo.processInfo.activeProcessorCount)
    while true {
      let isOver = build.wait(seconds: 0.2)
      let sums = try replica.sum([isOver ? 0 : 1, shouldStop() ? 1 : 0])
      if sums[1] > 0 { build.stop() }
      report(.caching(done: build.done, of: build.count))
      guard sums[0] == 0 else { continue }
      cache = try build.result()
      return sums[1] == 0 && cache != nil
    }
  }
}
