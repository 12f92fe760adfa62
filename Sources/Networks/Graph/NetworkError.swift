/// What a network cannot do, with the way out.
public enum NetworkError: Error, Sendable, Equatable, CustomStringConvertible {
  /// There is no network of that name.
  case unknownNetwork(String, nearest: [String])
  /// There is no layer of that name.
  case unknownLayer(String, nearest: [String])
  /// The network does not end with scores of classes.
  case noClasses
  /// There is no class of that name, nor is it the index of one of `count`.
  case unknownClass(String, nearest: [String], count: Int)
  /// No window of a layer fits into the picture; `smallest` is the side of a square that does.
  case pictureTooSmall(height: Int, width: Int, layer: String, smallest: Int?)
  /// A layer takes one size, and the picture has another; `side` is that of a square that fits.
  case pictureOfFixedSize(height: Int, width: Int, layer: String, side: Int?)
  /// The network does not have that head.
  case wrongHead(network: String, head: String)
  /// The number of classes is outside of 1…`most`.
  case wrongClassCount(Int, most: Int)
  /// There are classes, and no head that could name them.
  case classesWithoutHead(Int)
  /// There is no head, and classes are asked for.
  case noHead
  /// The weights lack a parameter.
  case missingParameter(key: String, layer: String)
  /// A parameter has another shape than its layer needs.
  case wrongShape(key: String, layer: String, expected: [Int], found: [Int])

  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownNetwork(let name, let nearest):
      "there is no network '\(name)'; nearest: \(nearest.joined(separator: ", "))"
    case .unknownLayer(let name, let nearest):
      "there is no layer '\(name)'; nearest: \(nearest.joined(separator: ", ")) ('reverie layers' lists all)"
    case .noClasses:
      "the network does not end with classes; choose a layer instead"
    case .unknownClass(let name, let nearest, let count):
      "the model has no class '\(name)'; "
        + (nearest.isEmpty ? "" : "nearest: \(nearest.joined(separator: ", ")), or ")
        + "give an index from 0 to \(count - 1)"
    case .pictureTooSmall(let height, let width, let layer, let smallest):
      "a picture of \(width)×\(height) pixels is too small for layer \(layer)"
        + (smallest.map { "; its sides need at least \($0) pixels" } ?? "")
    case .pictureOfFixedSize(let height, let width, let layer, let side):
      "a picture of \(width)×\(height) pixels does not fit layer \(layer)"
        + (side.map { ", which needs \($0)×\($0)" } ?? "")
    case .wrongHead(let network, let head):
      "\(network) has no head '\(head)'; leave --head out"
    case .wrongClassCount(let count, let most):
      "a network cannot have \(count) classes; name a number from 1 to \(most)"
    case .classesWithoutHead(let count):
      "a network without a head has no classes, and there are \(count); choose a head"
    case .noHead:
      "the network has no head: it can dream, but not name what it sees"
    case .missingParameter(let key, let layer):
      "the weights have no '\(key)', which layer \(layer) needs"
    case .wrongShape(let key, let layer, let expected, let found):
      "'\(key)' of layer \(layer) has the shape \(found) instead of \(expected)"
    }
  }
}
