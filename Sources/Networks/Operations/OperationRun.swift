public import Torch

/// What an operation is told in a run, beside its inputs.
public struct OperationRun {
  /// Training or use.
  public let mode: Executor.Mode
  /// Whether it may write over its first input, which nobody else looks at.
  public let mayOverwriteInput: Bool

  private let parameters: [String: Tensor]

  init(parameters: [String: Tensor], mode: Executor.Mode = .inference, mayOverwriteInput: Bool = false) {
    self.parameters = parameters
    self.mode = mode
    self.mayOverwriteInput = mayOverwriteInput
  }

  /// A parameter by its key without the layer's.
  ///
  /// - Precondition: It is one of ``Operation/parameters``, or of the operation's frozen form.
  public subscript(key: String) -> Tensor {
    guard let tensor = parameters[key] else {
      preconditionFailure("an operation has told of its parameter \(key)")
    }
    return tensor
  }
}

/// What a forward pass has kept of an operation for the way back.
public struct KeptValues {
  /// The shapes `[N, …]` of its inputs.
  public let inputShapes: [[Int]]
  /// What ``Operation/forwardKeeping(_:_:)`` gave beside the output.
  public let extras: [Tensor]
  /// For each input that a ReLU put out: that ReLU's output, by which the gradient may be masked in the same breath; `nil`
  /// where it must not be.
  public let masks: [Tensor?]

  private let inputs: [Tensor?]
  private let kept: Tensor?

  init(inputs: [Tensor?], shapes: [[Int]], output: Tensor?, extras: [Tensor], masks: [Tensor?]) {
    self.inputs = inputs
    inputShapes = shapes
    kept = output
    self.extras = extras
    self.masks = masks
  }

  /// An input.
  ///
  /// - Precondition: ``Operation/kept(in:)`` has ``KeptTensors/inputs``.
  public func input(_ index: Int = 0) -> Tensor {
    guard let input = inputs[index] else { preconditionFailure("an operation has told that it keeps inputs") }
    return input
  }

  /// The output.
  ///
  /// - Precondition: ``Operation/kept(in:)`` has ``KeptTensors/output``.
  public var output: Tensor {
    guard let kept else { preconditionFailure("an operation has told that it keeps its output") }
    return kept
  }
}

/// A gradient to a layer's output on its way back.
public struct PendingGradient {
  /// The gradient, of the output's shape and type.
  public var gradient: Tensor
  /// Whether it has passed that layer's ReLU already.
  public var isMasked: Bool
  /// Whether nobody else looks at the tensor, so that it may be written over.
  public var isOwned: Bool

  /// A gradient.
  public init(gradient: Tensor, isMasked: Bool = false, isOwned: Bool = true) {
    self.gradient = gradient
    self.isMasked = isMasked
    self.isOwned = isOwned
  }
}
