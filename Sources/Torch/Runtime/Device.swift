internal import CTorch

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Where tensors live: `cpu`, `cuda` or `cuda:<index>`.
public struct Device: Sendable, Equatable, CustomStringConvertible {
  /// The processor.
  public static let cpu = Device(unchecked: "cpu")

  /// The name as libtorch knows it.
  public let description: String

  private init(unchecked name: String) { description = name }

  /// The CUDA device of that number, or the processor for −1.
  init(cudaIndex: Int32) { description = cudaIndex < 0 ? "cpu" : "cuda:\(cudaIndex)" }

  /// A device by name. For CUDA this loads libtorch's CUDA library, so that programs that never ask do not pay, and opens
  /// that GPU and no other; name it on the thread that works with it.
  ///
  /// - Throws: `TorchError` when the name is not one of the above, or no such device answers.
  public init(named name: String) throws(TorchError) {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    let index = parts.count == 2 ? UInt8(parts[1]).map(Int32.init) : 0
    guard name == "cpu" || (parts[0] == "cuda" && parts.count <= 2), let index else {
      throw TorchError(
        .rejected, operation: "device '\(name)'",
        details: "there is none of that name; give cpu, cuda or cuda:1")
    }
    if parts[0] == "cuda" {
      let count = try Self.gpuCount
      guard index < count else {
        throw TorchError(
          .rejected, operation: "device '\(name)'",
          details: "there is none of that number; the last one is cuda:\(count - 1)")
      }
      try perform("CUDA") { ct_use_cuda(index, $1) }
    }
    description = name
  }

  /// The number of GPUs that this process sees, at least one.
  ///
  /// - Throws: `TorchError` when there is none.
  public static var gpuCount: Int {
    get throws(TorchError) {
      var error = CTorchError()
      let count = ct_load_cuda("libtorch_cuda.so", &error)
      if count > 0 { return Int(count) }
      let reason = TorchError(consuming: &error, operation: "CUDA")
      let first = reason.details.split(separator: "\n").first.map { " (\($0))" } ?? ""
      throw TorchError(
        .rejected, operation: "device 'cuda'",
        details: "not to be had here\(first); leave --device out to use the processor\n\(reason.details)")
    }
  }

  /// Waits until the device has done all that it was told to, which the processor does at once.
  public func synchronize() throws(TorchError) {
    guard self != .cpu else { return }
    try perform("synchronization") { ct_synchronize(description, $1) }
  }

  /// The bytes of memory that are free on a CUDA device; `nil` for the processor.
  ///
  /// - Throws: `TorchError` when the device does not tell.
  public var freeMemory: Int? {
    get throws(TorchError) {
      guard self != .cpu else { return nil }
      let index = description.split(separator: ":").dropFirst().first.flatMap { Int32($0) } ?? 0
      var error = CTorchError()
      let bytes = ct_cuda_memory(index, &error)
      if error.message != nil { throw TorchError(consuming: &error, operation: "free memory") }
      return Int(bytes)
    }
  }
}
