import Foundation

/// The memory that this process could still take without others giving up theirs.
enum AvailableMemory {
  /// In bytes: what the system counts as available, and what the control groups around the process leave where that is
  /// less; half of all memory on systems that do not say.
  static var bytes: Int {
    let machine = available ?? Int(ProcessInfo.processInfo.physicalMemory / 2)
    return min(machine, ControlGroups().memoryLeft ?? .max)
  }

  private static var available: Int? {
    let lines = FileManager.default.contents(atPath: "/proc/meminfo")
      .map { String(decoding: $0, as: UTF8.self) }?.split(separator: "\n")
    let words = lines?.first { $0.hasPrefix("MemAvailable:") }?.split(separator: " ")
    return words.flatMap { $0.count > 1 ? Int($0[1]) : nil }.map { $0 * 1024 }
  }
}
