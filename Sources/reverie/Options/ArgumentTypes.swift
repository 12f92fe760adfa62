public import ArgumentParser
public import Checkpoints
public import Networks
public import Training

// The modules' own values as words on the command line. Public, as both sides of such a conformance are.
extension Head: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
extension ComputePrecision: ExpressibleByArgument {}
extension EvaluationSplit: ExpressibleByArgument {}

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

/// Height and width in pixels on the command line: `224x224`, or `224` for a square.
struct PictureSize: ExpressibleByArgument, Equatable, CustomStringConvertible {
  let height: Int
  let width: Int

  init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  init?(argument: String) {
    let sides = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
      .map { Int($0).flatMap { (1...100_000).contains($0) ? $0 : nil } }
    guard (1...2).contains(sides.count), let height = sides[0], let width = sides[sides.count - 1] else {
      return nil
    }
    self.init(height: height, width: width)
  }

  var description: String { "\(height)x\(width)" }
  var defaultValueDescription: String { description }
}

/// Names of classes on the command line: a well-known list, or a file with one name a line.
enum ClassNames: ExpressibleByArgument {
  case list(ClassList)
  case file(String)

  init?(argument: String) {
    self = ClassList(rawValue: argument).map(Self.list) ?? .file(argument)
  }

  /// Where the names come from.
  var source: String {
    switch self {
    case .list(let list): list.rawValue
    case .file(let path): path
    }
  }

  /// The names.
  func names() throws -> [String] {
    switch self {
    case .list(let list): try list.names()
    case .file(let path): try ClassNameFile.read(path)
    }
  }
}
