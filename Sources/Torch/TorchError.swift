internal import CTorch

/// What libtorch refused, as a value: the operation, libtorch's words, and the kind of failure.
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

  /// Makes an error without libtorch's help.
  public init(_ kind: Kind, operation: String, details: String) {
    self.kind = kind
    self.operation = operation
    self.details = details
  }

  /// One line: the operation and the first line of libtorch's message.
  public var description: String {
    let line = details.split(separator: "\n").first.map(String.init) ?? "failed without a message"
    return kind == .outOfMemory ? "\(operation): not enough memory" : "\(operation): \(line)"
  }

  /// Takes over the message of `error` and frees it.
  init(consuming error: inout CTorchError, operation: StaticString) {
    kind =
      switch Int(error.code) {
      case CT_ERROR_TORCH: .rejected
      case CT_ERROR_MEMORY: .outOfMemory
      default: .other
      }
    self.operation = "\(operation)"
    details = error.message.map { String(cString: $0) } ?? ""
    ct_error_free(&error)
  }
}
