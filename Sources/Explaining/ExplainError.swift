public import Networks

/// Why a network cannot be explained, as data; ``description`` says it in one line.
public enum ExplainError: Error, Sendable, Equatable {
  /// The network does not end with scores of classes.
  case noClasses
  /// There is no class of that index; the number of classes.
  case classIndex(Int, count: Int)
  /// The pictures of a batch have several sizes: two of them, `[3, H, W]`.
  case mixedSizes([Int], [Int])
  /// There is no method of that name; the nearest.
  case unknownMethod(String, nearest: [String])
  /// A layer has one position, so that there is nothing to map, with pictures of that shorter side.
  case collapsedLayer(String, side: Int)
  /// A layer has lost the positions in the picture: it takes all of it together.
  case noPositions(layer: String)
  /// A setting is outside its range.
  case setting(_ name: String, takes: String, got: String)
  /// A map is not of the size that it must have; both shapes.
  case mapSize([Int], expected: [Int])
  /// A map is smaller than the window that is slid over it; the map's shape, the window's side.
  case mapTooSmall([Int], smallest: Int)
  /// A map has values outside of 0…1; the smallest and the largest.
  case mapRange(Double, Double)
  /// What should be numbers is infinite or NaN, as `the map`.
  case notFinite(_ what: String)
  /// The network does not take a picture of that size.
  case network(NetworkError)
}

extension ExplainError: CustomStringConvertible {
  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .noClasses:
      "the network does not end with classes, so there is nothing to explain; name a model with a head, as caltech101-vgg16"
    case .classIndex(let index, let count):
      "the model has no class \(index); its classes are 0 to \(count - 1)"
    case .mixedSizes(let one, let other):
      "the pictures have several sizes, as \(one[2])×\(one[1]) and \(other[2])×\(other[1]); "
        + "explain those of one size together"
    case .unknownMethod(let name, let nearest):
      "there is no method '\(name)'; nearest: \(nearest.joined(separator: ", ")) ('reverie explain --help' lists all)"
    case .collapsedLayer(let layer, let side):
      "\(layer) sees a picture of \(side) pixels at one place only, so it has no map; "
        + "take an earlier layer or a larger --size"
    case .noPositions(let layer):
      "\(layer) takes the whole picture together; choose a layer before it ('reverie layers' lists all)"
    case .setting(let name, let takes, let got):
      "\(name) takes \(takes), not \(got)"
    case .mapSize(let found, let expected):
      "a map of the shape \(found) stands where \(expected) is needed; bring it to the picture's size"
    case .mapTooSmall(let found, let smallest):
      "maps of the shape \(found) are too small to compare; their sides need at least \(smallest) pixels"
    case .mapRange(let lowest, let highest):
      "the map has values from \(lowest) to \(highest); scale it to 0…1"
    case .notFinite(let what):
      "\(what) is not made of finite numbers; see whether the model's weights are sound"
    case .network(let error):
      error.description
    }
  }
}
