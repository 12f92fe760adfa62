internal import CTorch

/// A source of random numbers; the same seed gives the same numbers on the same kind of device.
public struct Generator {
  let handle: Handle

  /// A generator that starts from `seed`.
  public init(seed: UInt64, device: Device = .cpu) throws(TorchError) {
    var error = CTorchError()
    guard let pointer = ct_generator(seed, device.description, &error) else {
      throw TorchError(consuming: &error, operation: "generator")
    }
    handle = Handle(owning: pointer, release: ct_generator_release)
  }

  /// Normally distributed float32 numbers.
  public func normal(_ shape: [Int], mean: Double = 0, deviation: Double = 1) throws(TorchError) -> Tensor {
    let sizes = shape.map(Int64.init)
    return try attempt("normal") { _, error in
      handle.borrowing { ct_normal(sizes, sizes.count, mean, deviation, $0, error) }
    }
  }

  /// float32 numbers drawn evenly from `lower ..< upper`.
  public func uniform(_ shape: [Int], _ lower: Double = 0, _ upper: Double = 1) throws(TorchError) -> Tensor {
    let sizes = shape.map(Int64.init)
    return try attempt("uniform") { _, error in
      handle.borrowing { ct_uniform(sizes, sizes.count, lower, upper, $0, error) }
    }
  }
}
