/// Something in a network that a dream can make more of.
public enum ObjectiveTarget: Sendable, Equatable {
  /// The energy of a layer, mean(a²): whatever it sees a little of grows.
  case energy(layer: String)
  /// The mean activation of some channels of a layer, from 0, everywhere or at one place.
  case channels(layer: String, [ClosedRange<Int>], at: Place?)
  /// The mean activation along a random direction of a layer's channels, of length 1.
  case random(layer: String, seed: UInt64)
  /// The mean activation along the direction that a file holds: one number for each channel.
  case direction(layer: String, file: String)
  /// The score of a class before the softmax, by its name or its index from 0.
  case classScore(String)
  /// Likeness to the style picture: how channels go together, wherever they do. No layer: the network's usual ones.
  case style(layers: [String])
  /// Likeness to the photo itself, place by place. No layer: the network's usual one.
  case content(layer: String?)
  /// Likeness to the guide picture. No layer: the one that the model dreams best on.
  case guide(layer: String?, GuideMatching)

  /// The layers that the target names.
  public var layers: [String] {
    switch self {
    case .energy(let layer), .channels(let layer, _, _), .random(let layer, _), .direction(let layer, _):
      [layer]
    case .classScore: []
    case .style(let layers): layers
    case .content(let layer), .guide(let layer, _): layer.map { [$0] } ?? []
    }
  }
}

extension ObjectiveTarget {
  /// Whether it is a distance from another picture; see ``ObjectiveTerm/isDistance``.
  var isDistance: Bool {
    switch self {
    case .style, .content: true
    case .energy, .random, .direction, .guide, .channels, .classScore: false
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

/// What a dream takes from its guide picture.
public enum GuideMatching: String, Sendable, CaseIterable {
  /// Each position follows the guide's position that is most like it (by dot product), as the original code's guided
  /// dreams do.
  case best
  /// Every position follows the guide's mean: channels count as much as the guide excites them. Cheaper.
  case mean
}
