internal import CTorch

/// What libtorch refused, as a value: the operation, the shapes it was given, libtorch's words, and the kind of failure.
///
///     do {
///       _ = try Tensor.ones([2, 3]) + .ones([2, 4])
///     } catch {
///       error.operation  // "add"
///       error.shapes     // [[2, 3], [2, 4]]
///       print(error)     // add: The size of tensor a (3) must match …; shapes [2, 3], [2, 4]
///     }
public struct TorchError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public enum Kind: Sendable, Equatable {
    /// A shape, type or argument that libtorch does not accept.
    case rejected
    /// Memory that was not there.
    case outOfMemory
    /// Anything else that came out of libtorch.
    case other
  }

  /// The kind of failure.
  public let kind: Kind
  /// The operation that failed, in this module's words.
  public let operation: String
  /// libtorch's whole message; may have many lines.
  public let details: String
  /// The shapes of the tensors that the operation was given, in order.
  public let shapes: [[Int]]

  /// Makes an error without libtorch's help.
  public init(_ kind: Kind, operation: String, details: String, shapes: [[Int]] = []) {
    self.kind = kind
    self.operation = operation
    self.details = details
    self.shapes = shapes
  }

  /// One line: the operation, the first line of libtorch's message, and the shapes where it refused them.
  public var description: String {
    if kind == .outOfMemory { return "\(operation): not enough memory" }
    let line = details.split(separator: "\n").first.map(String.init) ?? "failed without a message"
    guard kind == .rejected, !shapes.isEmpty else { return "\(operation): \(line)" }
    // Of the hundreds of tensors of an optimizer's step the first few say enough.
    let listed = shapes.prefix(6).map { "\($0)" } + (shapes.count > 6 ? ["…"] : [])
    return "\(operation): \(line); shapes \(listed.joined(separator: ", "))"
  }

  /// Takes over the message of `error` and frees it.
  init(consuming error: inout CTorchError, operation: StaticString, arguments: [Tensor?] = []) {
    kind =
      switch Int(error.code) {
      case CT_ERROR_TORCH: .rejected
      case CT_ERROR_MEMORY: .outOfMemory
      default: .other
      }
    self.operation = "\(operation)"
    details = error.message.map { String(cString: $0) } ?? ""
    shapes = arguments.compactMap { $0?.shape }
    ct_error_free(&error)
  }
}
