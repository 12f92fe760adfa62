internal import CTorch

/// Sums gradients over all ranks while they are computed.
///
/// As in PyTorch's DistributedDataParallel (Li et al., VLDB 2020) gradients lie side by side in buckets, from the last
/// parameter to the first. The backward pass comes by in that order, and each bucket is on its way over the network as
/// soon as it is full, beside the rest of the pass.
public final class GradientBuckets {
  private let handle: Handle
  private let parameters: [Tensor]

  /// Buckets for the gradients of `parameters`, which are in the order of the network and require gradients.
  ///
  /// - Parameter bucketBytes: what a bucket holds at least before the next is begun; the first holds at most 1 MiB more
  ///   than its last gradient, so that the network starts early.
  public init(_ parameters: [Tensor], group: ProcessGroup, bucketBytes: Int = 25 << 20) throws(TorchError) {
    var error = CTorchError()
    let pointer = borrowing(parameters) { tensors in
      group.handle.borrowing { ct_gradient_buckets($0, tensors, tensors.count, bucketBytes, &error) }
    }
    guard let pointer else { throw TorchError(consuming: &error, operation: "gradient buckets") }
    handle = Handle(owning: pointer, release: ct_gradient_buckets_release)
    self.parameters = parameters
  }

  /// The number of buckets.
  public var count: Int { handle.borrowing { ct_gradient_bucket_count($0) } }

  /// The gradients of the ranks' `outputs`, added up over the ranks; on every rank the same bits.
  ///
  /// - Parameters:
  ///   - output: one element, whose recorded history is freed; `nil` on a rank that has nothing to add.
  ///   - carried: gradients of earlier passes that are added to this rank's; none, or one for each parameter.
  /// - Returns: the gradients, which lie in the buckets: the next call overwrites them.
  public func sums(of output: Tensor?, adding carried: [Tensor] = []) throws(TorchError) -> [Tensor] {
    precondition(carried.isEmpty || carried.count == parameters.count, "each parameter needs what is carried")
    var results = [OpaquePointer?](repeating: nil, count: parameters.count)
    try perform("gradient", [output] + carried) { tensors, error in
      let list = Array(tensors.dropFirst())
      return handle.borrowing { buckets in
        ct_summed_gradients(buckets, tensors[0], list.isEmpty ? nil : list, &results, error)
      }
    }
    return results.compactMap { $0.map(Tensor.init(owning:)) }
  }
}
