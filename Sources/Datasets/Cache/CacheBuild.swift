internal import Foundation
internal import Torch

/// The making of a cache, on threads of its own from the moment it is made.
///
/// Where another process makes the same cache, it waits for that one and takes its file.
public final class CacheBuild: Sendable {
  private let plan: CachePlan
  private let threads: Int
  private let work: Work

  /// Begins to make the cache of `plan`, decoding on so many threads.
  public init(_ plan: CachePlan, threads: Int) {
    self.plan = plan
    self.threads = max(threads, 1)
    work = Work(count: plan.samples.count)
    Thread { [self] in
      work.finish(Result { () throws(CacheError) in try make() })
    }.start()
  }

  /// How many pictures are done.
  public var done: Int { work.done }
  /// How many pictures there are.
  public var count: Int { plan.samples.count }

  /// Waits until it is over, at most so many seconds.
  ///
  /// - Returns: whether it is over.
  public func wait(seconds: Double) -> Bool { work.wait(seconds: seconds) }

  /// Ends it early; what was written is removed.
  public func stop() { work.stop() }

  /// The cache, once it is over; `nil` when it was stopped.
  ///
  /// - Throws: `CacheError`.
  public func result() throws(CacheError) -> PictureCache? { try work.result()?.get() }

  private func make() throws(CacheError) -> PictureCache? {
    while !work.isStopped {
      if let cache = plan.open() { return cache }
      guard let file = try CacheWriter(plan) else {
        Thread.sleep(forTimeInterval: 0.1)
        continue
      }
      defer { file.abandon() }
      if let cache = plan.open() { return cache }
      try file.begin(plan)
      guard let index = try index(file) else { return nil }
      return try file.finish(index, plan)
    }
    return nil
  }

  /// Decodes and writes all pictures, and says where they lie; `nil` when it was stopped before.
  private func index(_ file: CacheWriter) throws(CacheError) -> CacheIndex? {
    let decoding = Decoding(count: plan.samples.count)
    for _ in 0..<threads {
      Thread { [self] in
        Runtime.makeThreadSerial()
        while !work.isStopped, let place = decoding.take() {
          decoding.put(
            Result { () throws(CacheError) in try entry(of: plan.samples[place], file) }, at: place)
          work.advance()
        }
        decoding.leave()
      }.start()
    }
    return try decoding.entries(threads: threads).map {
      CacheIndex(entries: $0, fingerprint: plan.fingerprint)
    }
  }

  /// An empty entry for a picture that cannot be read: loading tells about it.
  private func entry(of sample: Sample, _ file: CacheWriter) throws(CacheError) -> CacheIndex.Entry {
    guard let picture = try? plan.size.picture(contentsOf: sample.path) else { return CacheIndex.Entry() }
    return CacheIndex.Entry(
      offset: UInt64(try file.append(picture.bytes)), width: UInt32(picture.width),
      height: UInt32(picture.height), checksum: checksum(of: picture.bytes))
  }
}

/// How far a build is, and what came of it.
private final class Work: @unchecked Sendable {
  private let condition = NSCondition()
  private let count: Int
  private var finished = 0
  private var outcome: Result<PictureCache?, CacheError>?
  private var stopped = false

  init(count: Int) { self.count = count }

  var done: Int { condition.withLock { min(finished, count) } }
  var isStopped: Bool { condition.withLock { stopped } }

  func advance() { condition.withLock { finished += 1 } }
  func stop() { condition.withLock { stopped = true } }
  func result() -> Result<PictureCache?, CacheError>? { condition.withLock { outcome } }

  func finish(_ result: Result<PictureCache?, CacheError>) {
    condition.withLock {
      outcome = result
      condition.broadcast()
    }
  }

  func wait(seconds: Double) -> Bool {
    condition.withLock {
      if outcome == nil { _ = condition.wait(until: Date(timeIntervalSinceNow: seconds)) }
      return outcome != nil
    }
  }
}

/// What the threads of a build have decoded so far.
private final class Decoding: @unchecked Sendable {
  private let condition = NSCondition()
  private var entries: [CacheIndex.Entry?]
  private var failure: CacheError?
  private var taken = 0
  private var left = 0

  init(count: Int) { entries = [CacheIndex.Entry?](repeating: nil, count: count) }

  /// The next picture to decode; `nil` when all are taken, or one could not be written.
  func take() -> Int? {
    condition.withLock {
      guard failure == nil, taken < entries.count else { return nil }
      taken += 1
      return taken - 1
    }
  }

  func put(_ result: Result<CacheIndex.Entry, CacheError>, at place: Int) {
    condition.withLock {
      switch result {
      case .success(let entry): entries[place] = entry
      case .failure(let error): failure = failure ?? error
      }
    }
  }

  /// Told by each thread at its end.
  func leave() {
    condition.withLock {
      left += 1
      condition.broadcast()
    }
  }

  /// All entries, once every thread has ended; `nil` when they were stopped before.
  func entries(threads: Int) throws(CacheError) -> [CacheIndex.Entry]? {
    condition.lock()
    defer { condition.unlock() }
    while left < threads { condition.wait() }
    if let failure { throw failure }
    let whole = entries.compactMap(\.self)
    return whole.count == entries.count ? whole : nil
  }
}
