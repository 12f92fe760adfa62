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
  /// A setting is outside its range.
  case setting(_ name: String, takes: String, got: String)
  /// The network does not take a picture of that size.
  case network(NetworkError)
}

extension ExplainError: CustomStringConvertible {
  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .noClasses:
      "the network does not end with classes, so there is nothing to explain; use a model with a head"
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
    case .setting(let name, let takes, let got):
      "\(name) takes \(takes), not \(got)"
    case .network(let error):
      error.description
    }
  }
}
