/// What PyTorch says about a network's state dictionary.
public struct StateDictionary: Decodable, Sendable {
  /// A key and the shape of its tensor.
  public struct Entry: Decodable, Sendable, Equatable {
    /// The key, as `features.0.weight`.
    public let key: String
    /// The shape.
    public let shape: [Int]

    /// An entry, to compare with.
    public init(key: String, shape: [Int]) {
      self.key = key
      self.shape = shape
    }

    /// Decodes `["features.0.weight", [64, 3, 3, 3]]`.
    public init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      key = try container.decode(String.self)
      shape = try container.decode([Int].self)
    }
  }

  /// The number of classes.
  public let classes: Int
  /// The number of trained numbers.
  public let parameters: Int
  /// The tensors in their order.
  public let tensors: [Entry]
}
