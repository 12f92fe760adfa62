internal import Dispatch
internal import Foundation
internal import Torch

/// What a picture costs a decoding thread, in seconds.
public struct LoadingTimes: Sendable, Equatable, Codable {
  /// Reading, decoding and cutting it from its own file.
  public var file: Double
  /// Cutting it from a cache.
  public var cache: Double
  /// Decoding and resizing it for a cache.
  public var making: Double

  /// What was found, or is assumed.
  public init(file: Double, cache: Double, making: Double) {
    self.file = file
    self.cache = cache
    self.making = making
  }
}

extension CachePlan {
  /// Times the loading of at most `count` of the pictures, with and without the cache; `nil` when none can be read.
  public func loadingTimes(_ transform: Transform, count: Int) -> LoadingTimes? {
    let step = max(samples.count / max(count, 1), 1)
    let paths = stride(from: 0, to: samples.count, by: step).prefix(count).map { samples[$0].path }
    let found = Found()
    let isOver = DispatchSemaphore(value: 0)
    Thread { [size] in
      Runtime.makeThreadSerial()
      found.times = paths.compactMap { try? LoadingTimes(of: $0, transform, size) }
      isOver.signal()
    }.start()
    isOver.wait()
    guard !found.times.isEmpty else { return nil }
    let count = Double(found.times.count)
    func mean(_ time: (LoadingTimes) -> Double) -> Double { found.times.map(time).reduce(0, +) / count }
    return LoadingTimes(file: mean(\.file), cache: mean(\.cache), making: mean(\.making))
  }

  private final class Found: @unchecked Sendable {
    var times: [LoadingTimes] = []
  }
}

extension LoadingTimes {
  /// The making comes first: what the disk has to fetch counts there.
  fileprivate init(of path: String, _ transform: Transform, _ size: CachedSize) throws {
    let clock = ContinuousClock()
    var random = SplitMix64(seed: 0)
    let start = clock.now
    let picture = try size.picture(contentsOf: path)
    let made = clock.now
    _ = try transform(contentsOf: path, random: &random)
    let loaded = clock.now
    _ = try transform(picture, random: &random)
    self.init(
      file: (loaded - made) / .seconds(1), cache: (clock.now - loaded) / .seconds(1),
      making: (made - start) / .seconds(1))
  }
}
