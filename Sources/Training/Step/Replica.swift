public import Datasets
import Foundation
public import Torch

/// One of the processes that train a network together, each on its part of every batch.
///
/// All make the same calls in the same order. A process on its own is ``single``: sums are then its own numbers, and
/// nothing is sent.
public final class Replica {
  /// This process on its own.
  public static var single: Replica { Replica(nil) }

  /// The processes that this one works with; `nil` when it is alone.
  let group: ProcessGroup?

  private init(_ group: ProcessGroup?) { self.group = group }

  /// Meets the other ranks of `launch`; without a launch, or with one of a single rank, this process is alone.
  ///
  /// - Parameters:
  ///   - device: where this process's network is: a GPU of its own, or the processor.
  ///   - timeout: seconds after which every wait for another rank ends.
  /// - Throws: `TrainingError.rankLost` when they do not come.
  public init(_ launch: LauncherEnvironment?, device: Device = .cpu, timeout: Double) throws(TrainingError) {
    guard let launch, launch.size > 1 else {
      group = nil
      return
    }
    do {
      group = try ProcessGroup(launch, device: device, timeout: timeout)
    } catch {
      throw .rankLost(rank: launch.rank, error)
    }
  }

  /// This process's number, 0 when it is alone.
  public var rank: Int { group?.rank ?? 0 }
  /// The number of processes.
  public var count: Int { group?.size ?? 1 }
  /// Whether this is the rank that reads and writes the run's folder, and talks.
  public var isFirst: Bool { rank == 0 }
  /// This rank's part of a batch.
  public var shard: Shard { Shard(rank, of: count) }

  /// The sums of these numbers over all ranks.
  public func sum(_ numbers: [Double]) throws(TrainingError) -> [Double] {
    guard let group else { return numbers }
    return try together { () throws(TorchError) in try group.sums(numbers) }
  }

  /// Overwrites the tensors with those of rank 0.
  func copyFromFirst(_ tensors: [String: Tensor]) throws(TrainingError) {
    guard let group else { return }
    for (_, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      try together { () throws(TorchError) in
        let copy = try tensor.detached()
        // A collective walks through memory; what lies otherwise, or is mapped, travels as a copy.
        let sent = try copy.contiguous().clone()
        try group.broadcast(sent)
        try withoutGradients { () throws(TorchError) in try copy.copy(from: sent) }
      }
    }
  }

  /// The value of rank `root`, on every rank.
  func share<Value: Codable>(_ value: @autoclosure () throws -> Value, from root: Int = 0) throws -> Value {
    guard let group else { return try value() }
    let bytes = rank == root ? [UInt8](try JSONEncoder().encode(value())) : []
    let told = try together { () throws(TorchError) in try group.broadcast(bytes, from: root) }
    return try JSONDecoder().decode(Value.self, from: Data(told))
  }

  /// The lists of all ranks, one after the other. Costs nothing but a sum where all are empty.
  func gather<Value: Codable>(_ list: [Value]) throws -> [Value] {
    guard count > 1 else { return list }
    guard try sum([Double(list.count)])[0] > 0 else { return [] }
    return try (0..<count).flatMap { try share(list, from: $0) }
  }

  /// Runs a call in which other ranks take part: what it throws means that one of them is gone, but for want of memory.
  func together<Result>(_ call: () throws(TorchError) -> Result) throws(TrainingError) -> Result {
    do {
      return try call()
    } catch {
      throw error.kind == .outOfMemory ? .outOfMemory(rank: rank) : .rankLost(rank: rank, error)
    }
  }
}

extension TrainingError {
  /// The first sentence of what c10d or gloo said, without the place in its source.
  fileprivate static func rankLost(rank: Int, _ error: TorchError) -> TrainingError {
    var reason = error.description
    if let start = reason.range(of: ": ["), let end = reason.range(of: ".cc:"),
      let close = reason[end.upperBound...].firstIndex(of: "]")
    {
      reason.replaceSubrange(start.upperBound...close, with: "")
      reason.replaceSubrange(start, with: ":")
    }
    if let sentence = reason.range(of: ". ") { reason = String(reason[..<sentence.lowerBound]) }
    return .rankLost(rank: rank, reason: reason)
  }
}
