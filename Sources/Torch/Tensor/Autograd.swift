internal import CTorch

extension Tensor {
  /// Whether operations on this tensor are recorded for gradients.
  public var requiresGradient: Bool { handle.borrowing { ct_requires_gradient($0) } }

  /// Starts or stops recording operations on this tensor.
  public func requireGradient(_ required: Bool = true) throws(TorchError) {
    try perform("require gradient", [self]) { ct_set_requires_gradient($0[0], required, $1) }
  }

  /// The same memory without its history.
  public func detached() throws(TorchError) -> Tensor {
    try attempt("detach", [self]) { ct_detach($0[0], $1) }
  }

  /// The gradients of this one-element tensor to each of `inputs`. The recorded history is freed.
  ///
  /// - Throws: `TorchError` when the tensor does not depend on an input.
  public func gradients(to inputs: [Tensor]) throws(TorchError) -> [Tensor] {
    var results = [OpaquePointer?](repeating: nil, count: inputs.count)
    try perform("gradient", [self] + inputs) { tensors, error in
      ct_gradients(tensors[0], Array(tensors.dropFirst()), inputs.count, &results, error)
    }
    return results.compactMap { $0.map(Tensor.init(owning:)) }
  }
}

extension Tensor {
  /// The gradients to `inputs` of a function whose gradients to `outputs` are `outputGradients`. The recorded history is kept.
  ///
  /// - Throws: `TorchError` when the outputs do not depend on an input, or a gradient has another shape than its output.
  public static func gradients(
    of outputs: [Tensor], outputGradients: [Tensor], to inputs: [Tensor]
  ) throws(TorchError) -> [Tensor] {
    precondition(outputs.count == outputGradients.count, "each output needs a gradient")
    var results = [OpaquePointer?](repeating: nil, count: inputs.count)
    try perform("gradient", outputs + outputGradients + inputs) { tensors, error in
      ct_gradients_of(
        Array(tensors[..<outputs.count]), Array(tensors[outputs.count..<2 * outputs.count]), outputs.count,
        Array(tensors[(2 * outputs.count)...]), inputs.count, &results, error)
    }
    return results.compactMap { $0.map(Tensor.init(owning:)) }
  }
}

/// Runs `body` without recording for gradients. The mode is the thread's own, so `body` is synchronous.
public func withoutGradients<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  try withGradients(false, body)
}

/// Runs `body` with recording for gradients switched on or off, and puts the mode back.
public func withGradients<Result, Failure: Error>(
  _ enabled: Bool = true, _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  let before = ct_gradients_enabled()
  ct_set_gradients_enabled(enabled)
  defer { ct_set_gradients_enabled(before) }
  return try body()
}
