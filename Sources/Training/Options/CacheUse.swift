/// Whether training pictures are decoded once and kept small in a cache.
public enum CacheUse: String, Sendable, Codable, CaseIterable {
  /// Each is decoded whenever it is seen.
  case off
  /// From a cache, which is made when the run begins.
  case on
  /// Where it saves more than its making costs: settled by a ``CacheBenchmark`` when the command line begins a run.
  case auto
}

extension KeyedDecodingContainer {
  /// Runs that began before there was a cache go on without one.
  func decode(_ type: CacheUse.Type, forKey key: Key) throws -> CacheUse {
    try decodeIfPresent(type, forKey: key) ?? .off
  }
}
