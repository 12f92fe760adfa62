import Foundation
public import Torch

/// Several ranks in one process, a thread for each, that meet on the loopback interface.
public enum LoopbackRanks {
  /// What `body` gives on each rank, by rank.
  ///
  /// - Throws: what the lowest rank threw that threw.
  public static func run<Value: Sendable>(
    _ size: Int, timeout: Double = 20, _ body: @escaping @Sendable (ProcessGroup) throws -> Value
  ) throws -> [Value] {
    let launches = try launches(size)
    let results = Results<Value>(size)
    for launch in launches {
      Thread {
        results.put(Result { try body(ProcessGroup(launch, timeout: timeout)) }, at: launch.rank)
      }.start()
    }
    return try results.wait().map { try $0.get() }
  }

  /// The launches of `size` ranks that meet at a free port.
  public static func launches(_ size: Int) throws -> [LauncherEnvironment] {
    let environment = try environment(size: size)
    return try (0..<size).compactMap { rank in
      try LauncherEnvironment(environment: environment.merging(["RANK": "\(rank)"]) { $1 })
    }
  }

  /// What the environment of each rank says, but for its `RANK`.
  public static func environment(size: Int) throws -> [String: String] {
    ["WORLD_SIZE": "\(size)", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "\(try freePort())"]
  }

  private static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    return UInt16(bigEndian: address.sin_port)
  }
}

private final class Results<Value: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var results: [Result<Value, any Error>?]

  init(_ count: Int) { results = Array(repeating: nil, count: count) }

  func put(_ result: Result<Value, any Error>, at index: Int) {
    condition.withLock {
      results[index] = result
      condition.broadcast()
    }
  }

  func wait() -> [Result<Value, any Error>] {
    condition.withLock {
      while results.contains(where: { $0 == nil }) { condition.wait() }
      return results.compactMap(\.self)
    }
  }
}
