internal import CTorch

/// Owns one libtorch reference and ends it with its last Swift name.
///
/// A handle is what travels in Swift, never its pointer: the optimizer may free an object after its last use, which
/// can be before a C call that got only the pointer returns. Every call therefore runs inside `borrowing`.
final class Handle {
  private let pointer: OpaquePointer
  private let release: (OpaquePointer?) -> Void

  /// Takes over a new reference.
  init(owning pointer: OpaquePointer, release: @escaping (OpaquePointer?) -> Void) {
    self.pointer = pointer
    self.release = release
  }

  deinit { release(pointer) }

  /// Runs `body` with the pointer, which is valid until it returns.
  @inline(__always)
  func borrowing<Result>(_ body: (OpaquePointer) -> Result) -> Result {
    withExtendedLifetime(self) { body(pointer) }
  }
}

/// Runs `call` with the pointers of `tensors`, which live until it returns.
@inline(__always)
func borrowing<Result>(_ tensors: [Tensor?], _ call: ([OpaquePointer?]) -> Result) -> Result {
  withExtendedLifetime(tensors) { call(tensors.map { $0?.handle.borrowing { $0 } }) }
}

/// Runs a call that returns a new tensor or fills the error.
@inline(__always)
func attempt(
  _ operation: StaticString, _ tensors: [Tensor?] = [],
  _ call: ([OpaquePointer?], UnsafeMutablePointer<CTorchError>) -> OpaquePointer?
) throws(TorchError) -> Tensor {
  var error = CTorchError()
  guard let result = borrowing(tensors, { call($0, &error) }) else {
    throw TorchError(consuming: &error, operation: operation, arguments: tensors)
  }
  return Tensor(owning: result)
}

/// Runs a call that returns success or fills the error.
@inline(__always)
func perform(
  _ operation: StaticString, _ tensors: [Tensor?] = [],
  _ call: ([OpaquePointer?], UnsafeMutablePointer<CTorchError>) -> Bool
) throws(TorchError) {
  var error = CTorchError()
  guard borrowing(tensors, { call($0, &error) }) else {
    throw TorchError(consuming: &error, operation: operation, arguments: tensors)
  }
}
