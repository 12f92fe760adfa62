public import ArgumentParser
public import Checkpoints
public import Datasets
public import Dreaming
public import Explaining
public import Networks
public import Training

// The modules' own values as words on the command line. Public, as both sides of such a conformance are.
extension Head: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
extension DreamStart: ExpressibleByArgument {}
extension ComputePrecision: ExpressibleByArgument {}
extension Optimizer: ExpressibleByArgument {}
extension BatchSize: ExpressibleByArgument {}
extension CacheUse: ExpressibleByArgument {}
extension FreshWeights: ExpressibleByArgument {}
extension Fit: ExpressibleByArgument {}
extension Schedule: ExpressibleByArgument {}
extension SplitRule: ExpressibleByArgument {}
extension EvaluationSplit: ExpressibleByArgument {}
extension PyramidKind: ExpressibleByArgument {}
extension GradientSmoothing: ExpressibleByArgument {}
extension GradientNormalization: ExpressibleByArgument {}
extension ImageSpace: ExpressibleByArgument {}
extension GradientMethod: ExpressibleByArgument {}
extension Baseline: ExpressibleByArgument {}

/// A setting that is on or off, where a recipe may say either.
enum Switch: String, ExpressibleByArgument, CaseIterable {
  case on, off
}

/// Numbers on the command line, with commas: `0.06,0.09`.
struct NumberList: ExpressibleByArgument {
  let numbers: [Double]

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard !numbers.contains(nil) else { return nil }
    self.numbers = numbers.compactMap { $0 }
  }
}

/// What dreams start from on the command line, with commas: `photo,noise`.
struct WordList<Word: RawRepresentable<String>>: ExpressibleByArgument {
  let words: [Word]

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Word(rawValue: String($0))
    }
    guard !words.contains(where: { $0 == nil }) else { return nil }
    self.words = words.compactMap { $0 }
  }
}

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

/// A normalisation on the command line: by name, or as three means and three deviations.
struct NormalizationName: ExpressibleByArgument, Equatable {
  let value: Normalization

  init(_ value: Normalization) { self.value = value }

  init?(argument: String) {
    switch argument {
    case "imagenet": value = .imageNet
    case "symmetric": value = .symmetric
    case "none": value = .none
    default:
      let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).compactMap { Double($0) }
      guard numbers.count == 6,
        let value = Normalization(mean: Array(numbers[..<3]), deviation: Array(numbers[3...]))
      else { return nil }
      self.value = value
    }
  }
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
