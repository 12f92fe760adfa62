public import Torch

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// The sum of all inputs, which have one shape.
public struct Add: Operation {
  /// A sum.
  public init() {}

  public var kind: String { "add" }
  public var reach: Reach { .ownPlace }
  public var allowsOverwriting: Bool { true }

  public func outputShape(of inputs: [[Int]]) -> [Int] { inputs[0] }

  public func kept(in pass: PassKind) -> KeptTensors { [] }

  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    var sum = inputs[0]
    for other in inputs.dropFirst() { sum = try sum + other }
    return sum
  }

  public func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) -> [PendingGradient] {
    kept.inputShapes.map { _ in PendingGradient(gradient: gradient, isOwned: false) }
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// All inputs joined along the channels.
public struct Concatenate: Operation {
  /// A joining.
  public init() {}

  public var kind: String { "concatenate" }
  public var reach: Reach { .ownPlace }

  public func outputShape(of inputs: [[Int]]) -> [Int] {
    [inputs.map { $0[0] }.reduce(0, +)] + inputs[0].dropFirst()
  }

  public func kept(in pass: PassKind) -> KeptTensors { [] }

  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    try .concatenated(inputs, along: 1)
  }

  public func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    var parts: [PendingGradient] = []
    var start = 0
    for shape in kept.inputShapes {
      let part = try gradient.narrowed(1, start..<start + shape[1]).channelsLast()
      parts.append(PendingGradient(gradient: part))
      start += shape[1]
    }
    return parts
  }
}
