import ArgumentParser

/// Channels on the command line, from 0: `0-15,20`, or `all`.
struct ChannelList: ExpressibleByArgument {
  /// The most channels that can be written.
  private static let most = 100_000

  /// The ranges as written; `nil` for all channels.
  private let ranges: [ClosedRange<Int>]?

  init?(argument: String) {
    guard argument != "all" else {
      ranges = nil
      return
    }
    var ranges: [ClosedRange<Int>] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        (0..<Self.most).contains(first), (first..<Self.most).contains(last)
      else { return nil }
      ranges.append(first...last)
    }
    self.ranges = ranges
  }

  /// The channels of a layer that has `count`, each once, in the order in which they were written.
  func channels(of count: Int) -> [Int] {
    guard let ranges else { return Array(0..<count) }
    var seen: Set<Int> = []
    return ranges.joined().filter { seen.insert($0).inserted }
  }
}
