public import Torch

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// max(x, 0).
public struct ReLU: Operation {
  /// A ReLU.
  public init() {}

  public var kind: String { "ReLU" }
  public var reach: Reach { .ownPlace }
  public var overwritesInput: Bool { true }
  public var endsInReLU: Bool { true }

  public func outputShape(of inputs: [[Int]]) -> [Int] { inputs[0] }

  public func kept(in pass: PassKind) -> KeptTensors { .output }

  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    guard run.mayOverwriteInput else { return try inputs[0].relu() }
    try inputs[0].applyReLU()
    return inputs[0]
  }

  public func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) -> [PendingGradient] {
    [PendingGradient(gradient: gradient, isOwned: false)]
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// Another operation, and a ReLU written over its output.
public struct ThenReLU: Operation {
  /// What comes before the ReLU.
  public let base: any Operation

  public static func == (one: ThenReLU, other: ThenReLU) -> Bool { one.base.isEqual(to: other.base) }

  public var kind: String { base.kind }
  public var reach: Reach { base.reach }
  public var parameters: [Parameter] { base.parameters }
  public var endsInReLU: Bool { true }

  public func outputShape(of inputs: [[Int]]) throws(ShapeError) -> [Int] {
    try base.outputShape(of: inputs)
  }

  public func multiplyAdds(inputs: [[Int]], output: [Int]) -> Int {
    base.multiplyAdds(inputs: inputs, output: output)
  }

  public func staysFloat32(_ role: Parameter.Role) -> Bool { base.staysFloat32(role) }

  public func kept(in pass: PassKind) -> KeptTensors { base.kept(in: pass).union(.output) }

  public func extraBytes(for output: [Int], in pass: PassKind) -> Int {
    base.extraBytes(for: output, in: pass)
  }

  public func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
    let output = try base.forward(inputs, run)
    try output.applyReLU()
    return output
  }

  public func forwardKeeping(
    _ inputs: [Tensor], _ run: OperationRun
  ) throws(TorchError) -> (output: Tensor, extras: [Tensor]) {
    let (output, extras) = try base.forwardKeeping(inputs, run)
    try output.applyReLU()
    return (output, extras)
  }

  public func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    try base.backward(gradient, kept, run)
  }

  public func frozen(
    _ parameters: [String: Tensor], for target: FrozenTarget
  ) throws(TorchError) -> FrozenForm {
    let form = try base.frozen(parameters, for: target)
    return FrozenForm(form.operation.withReLU(), form.parameters)
  }
}

/// How a gradient g passes back through a ReLU y = max(x, 0).
public enum ReLUBackwardRule: Sendable {
  /// Where x > 0 alone: the derivative.
  case exact
  /// Also where x ≤ 0, as long as g > 0: what would open a shut unit is let through, so that a layer whose ReLUs are
  /// all shut can be woken (the redirected ReLU of Olah, Mordvintsev & Schubert, "Feature Visualization", 2017).
  case redirected
  /// Where x > 0 and g > 0: guided backpropagation (Springenberg et al., "Striving for Simplicity: The All Convolutional
  /// Net", 2015).
  case guided
  /// Where g > 0, whatever x: the deconvolutional network (Zeiler & Fergus, "Visualizing and Understanding Convolutional
  /// Networks", 2014).
  case deconvolution

  /// What passes of a gradient.
  ///
  /// - Parameter output: The ReLU's, of the gradient's shape.
  func apply(_ pending: PendingGradient, output: Tensor) throws(TorchError) -> Tensor {
    let gradient = pending.gradient
    switch self {
    case .exact where pending.isOwned:
      try gradient.mask(by: output)
      return gradient
    case .exact: return try gradient.masked(by: output)
    case .redirected:
      // g where the unit is open, max(g, 0) where it is shut: max(g, 0) and the negative part of the open ones.
      let opening = try gradient.relu()
      return try opening + (gradient - opening).masked(by: output)
    case .guided:
      let positive = try gradient.relu()
      try positive.mask(by: output)
      return positive
    case .deconvolution: return try gradient.relu()
    }
  }
}
