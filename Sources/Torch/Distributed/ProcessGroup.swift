internal import CTorch

/// Several processes that compute together, over libtorch's c10d: tensors of the processor travel by Gloo, those of a GPU
/// by NCCL. All ranks make the same calls in the same order.
///
/// A rank that is gone makes the calls of the others throw: at once where its connection breaks, after the time-out
/// where it is only silent. A group that has thrown is of no further use.
public final class ProcessGroup {
  /// This process's number in 0 ..< `size`.
  public let rank: Int
  /// The number of processes.
  public let size: Int

  let handle: Handle

  /// Checks that ranks with a GPU each could speak to each other.
  ///
  /// - Throws: `TorchError` where NCCL is missing.
  public static func requireNCCL() throws(TorchError) { try perform("several GPUs") { ct_require_nccl($1) } }

  /// Meets the other ranks of `launch`, and waits for them.
  ///
  /// Gloo listens at this machine's address on the way to the meeting point, or on `GLOO_SOCKET_IFNAME` where that is
  /// set. With a meeting point on the loopback interface nothing listens on another one.
  ///
  /// - Parameters:
  ///   - device: where this rank's tensors are; each rank needs a GPU of its own, or none has one.
  ///   - timeout: seconds after which every wait for another rank ends.
  /// - Throws: `TorchError` when they do not all come in time, or NCCL is missing where there is a GPU.
  public init(_ launch: LauncherEnvironment, device: Device = .cpu, timeout: Double) throws(TorchError) {
    var error = CTorchError()
    let pointer = ct_process_group(
      launch.address, launch.port, launch.hasServer, "reverie/\(launch.attempt)", Int32(launch.rank),
      Int32(launch.size), device.description, timeout, &error)
    guard let pointer else { throw TorchError(consuming: &error, operation: "meeting the other ranks") }
    handle = Handle(owning: pointer, release: ct_process_group_release)
    rank = launch.rank
    size = launch.size
  }

  /// Adds up the tensors of all ranks, in place. All have the same shape and type.
  public func allReduce(_ tensor: Tensor) throws(TorchError) {
    try perform("all-reduce", [tensor]) { tensors, error in
      handle.borrowing { ct_all_reduce($0, tensors[0], error) }
    }
  }

  /// Overwrites the tensor with that of rank `root`.
  public func broadcast(_ tensor: Tensor, from root: Int = 0) throws(TorchError) {
    try perform("broadcast", [tensor]) { tensors, error in
      handle.borrowing { ct_broadcast($0, tensors[0], Int32(root), error) }
    }
  }

  /// Waits until every rank is here.
  public func barrier() throws(TorchError) {
    try perform("barrier") { _, error in handle.borrowing { ct_barrier($0, error) } }
  }
}

extension ProcessGroup {
  /// The sums of these numbers over all ranks.
  public func sums(_ numbers: [Double]) throws(TorchError) -> [Double] {
    let tensor = try Tensor(numbers, shape: [numbers.count])
    try allReduce(tensor)
    return try tensor.elements()
  }

  /// The bytes of rank `root`, on every rank.
  public func broadcast(_ bytes: [UInt8], from root: Int = 0) throws(TorchError) -> [UInt8] {
    let length = try Tensor([Int64(bytes.count)], shape: [1])
    try broadcast(length, from: root)
    let count = Int(try length.item())
    guard count > 0 else { return [] }
    let content = rank == root ? bytes : [UInt8](repeating: 0, count: count)
    let tensor = try Tensor(content, shape: [count])
    try broadcast(tensor, from: root)
    return try tensor.elements()
  }
}
