internal import Foundation
internal import Networks
internal import Torch

/// `relu3_1:17`, `relu3_1:3,40-44@0.5,0.25`: some channels of a layer, everywhere or at one place.
struct ChannelsTarget: ObjectiveDefinition {
  let layer: String
  let ranges: [ClosedRange<Int>]
  let place: Place?

  var text: String {
    let channels = ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
    let at = place.map { "@\(Objective.shortest($0.x)),\(Objective.shortest($0.y))" } ?? ""
    return "\(layer):\(channels.joined(separator: ","))\(at)"
  }

  var layers: [String] { [layer] }

  static func read(layer: String, from parser: inout ObjectiveParser) throws(DreamError) -> ObjectiveTarget {
    var ranges: [ClosedRange<Int>] = []
    repeat {
      let start = parser.position
      let range = try parser.channels()
      guard range.first <= range.last else { throw parser.wrong("a range that rises", at: start) }
      ranges.append(range.first...range.last)
    } while parser.take(",")
    guard parser.take("@") else { return .channels(layer: layer, ranges, at: nil) }
    let start = parser.position
    let x = try parser.number("how far right, from 0 to 1")
    guard parser.take(",") else { throw parser.wrong("',' and how far down, from 0 to 1") }
    guard let place = Place(x: x, y: try parser.number("how far down, from 0 to 1")) else {
      throw parser.wrong("a place from 0,0 (top left) to 1,1", at: start)
    }
    return .channels(layer: layer, ranges, at: place)
  }

  func resolved(in graph: Graph, classNames: [String]) throws(DreamError) -> ObjectiveTarget {
    let name = try graph.name(of: layer)
    let count = try graph.channels(of: name)
    if let last = ranges.map(\.upperBound).max(), last >= count {
      throw .channel(last, layer: name, count: count)
    }
    if place != nil { try graph.checkPositions(of: name) }
    return .channels(layer: name, ranges, at: place)
  }

  /// The mean of the channels.
  func term(at size: PixelSize, from builder: TermBuilder) throws -> any ObjectiveTerm {
    try ChannelDirection(
      layer: layer, channels: ranges, of: builder.network.graph.channels(of: layer), place: place,
      on: builder.network.device)
  }
}

/// `relu4_1:random(7)`: a random direction of a layer's channels.
struct RandomTarget: ObjectiveDefinition {
  let layer: String
  let seed: UInt64

  var text: String { "\(layer):random(\(seed))" }
  var layers: [String] { [layer] }

  static func read(layer: String, from parser: inout ObjectiveParser, start: Int) throws(DreamError)
    -> ObjectiveTarget
  {
    guard let seed = UInt64(try parser.argument("a seed")) else {
      throw parser.wrong("a whole number from 0 as the seed", at: start)
    }
    return .random(layer: layer, seed: seed)
  }

  func resolved(in graph: Graph, classNames: [String]) throws(DreamError) -> ObjectiveTarget {
    .random(layer: try graph.name(of: layer), seed: seed)
  }

  func term(at size: PixelSize, from builder: TermBuilder) throws -> any ObjectiveTerm {
    let numbers = Self.direction(seed: seed, count: try builder.network.graph.channels(of: layer))
    return try ChannelDirection(layer: layer, numbers: numbers, on: builder.network.device)
  }

  /// A direction of length 1, each as likely as any other (Box & Muller, 1958).
  static func direction(seed: UInt64, count: Int) -> [Float] {
    var random = SplitMix64(seed: seed)
    let normal = (0..<count).map { _ in
      let radius = (-2 * log(1 - Double(random.unit()))).squareRoot()
      return radius * cos(2 * .pi * Double(random.unit()))
    }
    let length = normal.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return normal.map { Float($0 / length) }
  }
}

/// `relu4_1:file(NAME)`: the direction that a file holds.
struct FileTarget: ObjectiveDefinition {
  let layer: String
  let file: String

  var text: String { "\(layer):file(\(file))" }
  var layers: [String] { [layer] }

  func resolved(in graph: Graph, classNames: [String]) throws(DreamError) -> ObjectiveTarget {
    .direction(layer: try graph.name(of: layer), file: file)
  }

  func check(_ inputs: DreamInputs, in graph: Graph) throws(DreamError) {
    let (found, count) = (inputs.directions[file]?.count ?? 0, try graph.channels(of: layer))
    guard found == count else {
      throw .directionLength(file: file, found: found, layer: layer, channels: count)
    }
  }

  func term(at size: PixelSize, from builder: TermBuilder) throws -> any ObjectiveTerm {
    try ChannelDirection(
      layer: layer, numbers: builder.inputs.directions[file] ?? [], on: builder.network.device)
  }
}

/// `class(owl)`: the score of a class, a channel of the last layer before the softmax.
struct ClassTarget: ObjectiveDefinition {
  let name: String

  var text: String { "class(\(name))" }
  var layers: [String] { [] }

  static func read(from parser: inout ObjectiveParser) throws(DreamError) -> ObjectiveTarget {
    .classScore(try parser.argument("the name or the index of a class"))
  }

  func resolved(in graph: Graph, classNames: [String]) throws(DreamError) -> ObjectiveTarget {
    do {
      let score = try graph.score(ofClass: name, labels: ClassLabels(classNames))
      return .channels(layer: score.layer, [score.index...score.index], at: nil)
    } catch {
      throw .network(error)
    }
  }

  func term(at size: PixelSize, from builder: TermBuilder) -> any ObjectiveTerm {
    preconditionFailure("resolving an objective turns classes into channels")
  }
}

extension ObjectiveTarget {
  /// Reads what follows a layer's colon.
  static func direction(of layer: String, from parser: inout ObjectiveParser) throws(DreamError) -> Self {
    if parser.isAtDigit { return try ChannelsTarget.read(layer: layer, from: &parser) }
    let start = parser.position
    switch parser.word() {
    case "random": return try RandomTarget.read(layer: layer, from: &parser, start: start)
    case "file": return .direction(layer: layer, file: try parser.argument("the name of a file"))
    default:
      throw parser.wrong("a channel, as in 17 or 3,40-44, random(SEED) or file(NAME)", at: start)
    }
  }
}

/// A place in a picture, whatever its size.
public struct Place: Sendable, Equatable {
  /// From 0 at the left border to 1 at the right.
  public let x: Double
  /// From 0 at the top to 1 at the bottom.
  public let y: Double

  /// A place; `nil` outside of 0…1.
  public init?(x: Double, y: Double) {
    guard (0...1).contains(x), (0...1).contains(y) else { return nil }
    self.x = x
    self.y = y
  }

  /// The index of the element of a row of `count` that holds the coordinate.
  static func index(_ coordinate: Double, of count: Int) -> Int {
    min(count - 1, Int(coordinate * Double(count)))
  }
}
