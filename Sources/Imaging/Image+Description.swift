extension Image: CustomStringConvertible {
  /// The size and the depth, such as "640×480 pixels of 8 bits".
  public var description: String { "\(width)×\(height) pixels of \(depth.rawValue) bits" }
}
