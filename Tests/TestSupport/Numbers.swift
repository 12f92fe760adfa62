internal import Dispatch
internal import Synchronization

/// The formula's numbers of one tensor, in memory that never changes once it is filled.
final class Numbers: @unchecked Sendable {
  let start: UnsafeMutablePointer<Float>

  /// The numbers of the tensor named `key`.
  ///
  /// Very long ones, which several networks share, are made once.
  static func of(_ key: String, count: Int, scale: Double, offset: Double) -> Numbers {
    guard count >= 1 << 24, key.hasPrefix("classifier") else {
      return Numbers(key, count: count, scale: scale, offset: offset)
    }
    return kept.withLock { kept in
      let name = "\(key) \(count) \(scale) \(offset)"
      let numbers = kept[name] ?? Numbers(key, count: count, scale: scale, offset: offset)
      kept[name] = numbers
      return numbers
    }
  }

  private static let kept = Mutex<[String: Numbers]>([:])

  private init(_ key: String, count: Int, scale: Double, offset: Double) {
    start = .allocate(capacity: count)
    let seed = Self.seed(of: key)
    let part = 1 << 20
    let parts = (count + part - 1) / part
    DispatchQueue.concurrentPerform(iterations: parts) { [self] index in
      let range = index * part..<min((index + 1) * part, count)
      for i in range { start[i] = Float(offset + scale * Self.uniform(UInt32(i) &+ seed)) }
    }
  }

  deinit { start.deallocate() }

  /// The 32-bit FNV-1a hash of the key's UTF-8 bytes.
  static func seed(of key: String) -> UInt32 {
    key.utf8.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
  }

  /// The finalizer of murmur3, to −1 ..< 1.
  @inline(__always)
  private static func uniform(_ position: UInt32) -> Double {
    var x = position
    x ^= x >> 16
    x = x &* 0x85eb_ca6b
    x ^= x >> 13
    x = x &* 0xc2b2_ae35
    x ^= x >> 16
    return Double(x >> 8) / 16_777_216 * 2 - 1
  }
}
