internal import Files

/// A tensor of a state dictionary, told by its key and its shape.
public struct TensorShape: Sendable, Equatable, CustomStringConvertible {
  /// The key, as `layer1.0.conv1.weight`.
  public let key: String
  /// The length of each dimension; `nil` where it is the number of classes, which nobody knows.
  public let shape: [Int?]

  /// `'layer1.0.conv1.weight' [64, 64, 1, 1]`.
  public var description: String {
    "\(key.quoted) [\(shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", "))]"
  }
}
