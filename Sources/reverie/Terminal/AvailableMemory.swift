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

/// The Linux control groups that this process is in, of either version.
struct ControlGroups {
  private let root: String
  private let memberships: String

  /// - Parameters:
  ///   - root: where the groups' files are.
  ///   - memberships: the file that names the process's groups.
  init(root: String = "/sys/fs/cgroup", memberships: String = "/proc/self/cgroup") {
    self.root = root
    self.memberships = memberships
  }

  /// The bytes that the narrowest group leaves, counting as free what it holds of files that nothing has used lately;
  /// `nil` where none has a limit.
  var memoryLeft: Int? {
    let lines = (text(memberships) ?? "").split(separator: "\n").map {
      $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    }
    return lines.filter { $0.count == 3 }.flatMap { line in
      if line[1].isEmpty { return left(in: root, line[2], .second) }
      return line[1].split(separator: ",").contains("memory")
        ? left(in: root + "/memory", line[2], .first) : []
    }.min()
  }

  /// The files of a version.
  private struct Version {
    let limit: String, usage: String, idleFiles: String

    static let first = Version(
      limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes", idleFiles: "total_inactive_file")
    static let second = Version(limit: "memory.max", usage: "memory.current", idleFiles: "inactive_file")
  }

  /// What the group at `path` and each around it leaves. In a container the path may be that outside of it; then the
  /// topmost group alone is there.
  private func left(in root: String, _ path: String, _ version: Version) -> [Int] {
    let names = path.split(separator: "/").map(String.init)
    return (0...names.count).compactMap { depth in
      let group = ([root] + names.prefix(depth)).joined(separator: "/")
      guard let limit = number(group + "/" + version.limit), let used = number(group + "/" + version.usage)
      else { return nil }
      let statistics = (text(group + "/memory.stat") ?? "").split(separator: "\n")
      let idle = statistics.first { $0.hasPrefix(version.idleFiles + " ") }
        .flatMap { Int($0.split(separator: " ")[1]) }
      return max(limit - used + min(idle ?? 0, used), 0)
    }
  }

  private func number(_ path: String) -> Int? {
    text(path).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  private func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }
}
