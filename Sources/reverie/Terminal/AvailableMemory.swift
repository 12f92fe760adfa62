import Foundation

/// The memory that this process could still take without others giving up theirs.
enum AvailableMemory {
  /// In bytes: what the system counts as available, and a control group's rest where that is less; half of all memory on
  /// systems that do not say.
  static var bytes: Int {
    let machine = available ?? Int(ProcessInfo.processInfo.physicalMemory / 2)
    return min(machine, groupRest ?? .max)
  }

  private static var available: Int? {
    let lines = text(of: "/proc/meminfo")?.split(separator: "\n")
    let words = lines?.first { $0.hasPrefix("MemAvailable:") }?.split(separator: " ")
    return words.flatMap { $0.count > 1 ? Int($0[1]) : nil }.map { $0 * 1024 }
  }

  private static var groupRest: Int? {
    guard let limit = text(of: "/sys/fs/cgroup/memory.max").flatMap(number),
      let used = text(of: "/sys/fs/cgroup/memory.current").flatMap(number)
    else { return nil }
    return max(limit - used, 0)
  }

  private static func text(of path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func number(_ text: String) -> Int? {
    Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
