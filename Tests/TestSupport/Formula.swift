public import Networks
public import Torch

/// The weights and inputs of the fixtures, by the formula that Tests/Fixtures/README.md writes down.
public enum Formula {
  /// The parameters of `graph` by key.
  public static func weights(of graph: Graph) throws -> [String: Tensor] {
    let parameters = graph.parameters
    let keys = Set(parameters.map(\.key))
    var weights: [String: Tensor] = [:]
    for parameter in parameters { weights[parameter.key] = try value(of: parameter, keys: keys) }
    return weights
  }

  /// The input `[1, 3, height, width]`.
  public static func input(height: Int, width: Int) throws -> Tensor {
    try tensor("input", [1, 3, height, width], scale: 1)
  }

  private static func value(of parameter: Parameter, keys: Set<String>) throws -> Tensor {
    let (key, shape) = (parameter.key, parameter.shape)
    switch parameter.role {
    case .batchCount: return try .zeros([], dtype: .int64)
    case .weight:
      return try tensor(key, shape, scale: (6 / Double(shape.dropFirst().reduce(1, *))).squareRoot())
    case .bias, .offset, .runningMean: return try tensor(key, shape, scale: 0.1)
    case .runningVariance: return try tensor(key, shape, scale: 0.25, offset: 1)
    case .scale:
      let gain = endsResidualBranch(key, keys) ? 0.25 : 1
      return try tensor(key, shape, scale: 0.25 * gain, offset: gain)
    }
  }

  /// Whether the key is the scale of the last batch norm of a block's residual branch.
  private static func endsResidualBranch(_ key: String, _ keys: Set<String>) -> Bool {
    guard key.hasPrefix("layer") else { return false }
    if key.hasSuffix(".bn3.weight") { return true }
    let later = key.split(separator: ".").map { $0 == "bn2" ? "bn3" : String($0) }.joined(separator: ".")
    return key.hasSuffix(".bn2.weight") && !keys.contains(later)
  }

  /// `offset + scale · u`, u being the formula's numbers for `key`. Nothing may write to it.
  public static func tensor(
    _ key: String, _ shape: [Int], scale: Double, offset: Double = 0
  ) throws -> Tensor {
    let numbers = Numbers.of(key, count: shape.reduce(1, *), scale: scale, offset: offset)
    return try Tensor(borrowing: numbers.start, shape: shape, dtype: .float32, owner: numbers)
  }
}
