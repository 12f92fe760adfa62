internal import CTorch

/// An array of numbers with a shape, held by libtorch.
///
/// Swift counts the names of libtorch's memory: a copy of a `Tensor` is another name for the same
/// memory, which is freed with the last one. A tensor stays on the thread that works with it.
public struct Tensor {
  let handle: Handle

  /// Takes over a new reference from a C call.
  init(owning pointer: OpaquePointer) { handle = Handle(owning: pointer, release: ct_tensor_release) }

  /// The length of each dimension; pictures and activations are `[N, C, H, W]`.
  public var shape: [Int] {
    handle.borrowing { tensor in (0..<ct_rank(tensor)).map { Int(ct_size(tensor, $0)) } }
  }

  /// The number of dimensions.
  public var rank: Int { Int(handle.borrowing { ct_rank($0) }) }

  /// The number of elements.
  public var count: Int { Int(handle.borrowing { ct_count($0) }) }

  /// The type of the elements.
  public var dtype: DType {
    let code = handle.borrowing { ct_type($0) }
    return DType.allCases.first { $0.code == code } ?? .float32
  }

  /// Where the elements are.
  public var device: Device { Device(cudaIndex: handle.borrowing { ct_cuda_index($0) }) }

  /// Whether the elements lie in memory in the order of the dimensions, without gaps.
  public var isContiguous: Bool { handle.borrowing { ct_is_contiguous($0, false) } }

  /// Whether the elements lie in memory as `[N, H, W, C]`.
  public var isChannelsLast: Bool { handle.borrowing { ct_is_contiguous($0, true) } }
}

// MARK: - Making tensors

extension Tensor {
  /// A tensor with every element equal to `value`.
  public static func full(
    _ shape: [Int], _ value: Double, dtype: DType = .float32, device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    let sizes = shape.map(Int64.init)
    return try attempt("full") { ct_full(sizes, sizes.count, value, dtype.code, device.description, $1) }
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws(TorchError)
    -> Tensor
  {
    try full(shape, 0, dtype: dtype, device: device)
  }

  /// A tensor of ones.
  public static func ones(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws(TorchError)
    -> Tensor
  {
    try full(shape, 1, dtype: dtype, device: device)
  }

  /// A tensor whose elements are not set yet.
  public static func empty(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws(TorchError)
    -> Tensor
  {
    let sizes = shape.map(Int64.init)
    return try attempt("empty") { ct_empty(sizes, sizes.count, dtype.code, device.description, $1) }
  }

  /// A tensor of `elements` in row-major order.
  ///
  /// - Throws: `TorchError` when the shape asks for another number of elements.
  public init<Element: TensorElement>(_ elements: [Element], shape: [Int]) throws(TorchError) {
    guard elements.count == shape.reduce(1, *) else {
      throw TorchError(
        .rejected, operation: "tensor", details: "\(elements.count) elements do not fill the shape \(shape)")
    }
    let sizes = shape.map(Int64.init)
    self = try attempt("tensor") { _, error in
      elements.withUnsafeBytes { bytes in
        withUnsafePointer(to: UInt8(0)) { nothing in
          ct_from_bytes(
            bytes.baseAddress ?? UnsafeRawPointer(nothing), sizes, sizes.count, Element.dtype.code, error)
        }
      }
    }
  }

  /// A tensor over memory that `owner` keeps alive, without a copy. Nothing may write to it.
  ///
  /// - Precondition: `bytes` holds at least the shape's elements, aligned for `dtype`.
  public init(borrowing bytes: UnsafeRawPointer, shape: [Int], dtype: DType, owner: AnyObject)
    throws(TorchError)
  {
    let sizes = shape.map(Int64.init)
    let context = Unmanaged.passRetained(owner)
    do {
      self = try attempt("tensor over memory") { _, error in
        ct_from_borrowed(
          bytes, sizes, sizes.count, dtype.code, context.toOpaque(),
          { context in context.map { Unmanaged<AnyObject>.fromOpaque($0).release() } }, error)
      }
    } catch {
      context.release()
      throw error
    }
  }
}

// MARK: - Reading values

extension Tensor {
  /// The elements in row-major order, converted to `Element`'s type.
  public func elements<Element: TensorElement>(_ type: Element.Type = Element.self) throws(TorchError)
    -> [Element]
  {
    try to(.cpu).to(Element.dtype).contiguous().withMemory("elements") { memory in
      Array(memory.bindMemory(to: Element.self))
    }
  }

  /// Calls `body` with the memory of a contiguous tensor (either layout) on the processor.
  ///
  /// - Throws: `TorchError` when the tensor is neither, and what `body` throws.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
    guard isContiguous || isChannelsLast, device == .cpu else {
      throw TorchError(.rejected, operation: "bytes", details: "needs a contiguous tensor on the processor")
    }
    return try withMemory("bytes") { memory in Swift.Result { try body(memory) } }.get()
  }

  /// The value of a tensor with one element.
  public func item() throws(TorchError) -> Double {
    var error = CTorchError()
    let value = handle.borrowing { ct_item($0, &error) }
    if error.message != nil { throw TorchError(consuming: &error, operation: "item") }
    return value
  }

  private func withMemory<Result>(
    _ operation: StaticString, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(TorchError) -> Result {
    var error = CTorchError()
    let result = handle.borrowing { tensor in
      let start = ct_data(tensor, &error)
      return error.message == nil
        ? body(UnsafeRawBufferPointer(start: start, count: Int(ct_count(tensor) * ct_element_size(tensor))))
        : nil
    }
    guard let result else { throw TorchError(consuming: &error, operation: operation) }
    return result
  }
}
