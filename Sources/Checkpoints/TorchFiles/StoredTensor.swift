internal import Files
internal import Torch

/// A tensor of a checkpoint that was held against the file: its elements lie where they should, and fit into memory.
struct StoredTensor {
  /// More dimensions than any network has, and as many as libtorch computes with.
  static let mostDimensions = 64

  let dtype: DType
  let shape: [Int]
  /// How many elements apart neighbors along each dimension lie.
  private let strides: [Int]
  /// Where in the file its first to its last element lie.
  let place: Range<Int>
  /// Where in the file the text lies whose characters are the bytes of its elements; `nil` where they lie in `place`.
  private var text: Range<Int>?

  /// A tensor with `layout` in the storage that lies at `storage` in the file.
  init(_ layout: PickleHeap.Layout, dtype: DType, in storage: Range<Int>) throws(TorchFileFlaw) {
    guard layout.shape.count == layout.strides.count,
      (layout.shape + layout.strides + [layout.offset]).allSatisfy({ $0 >= 0 })
    else { throw .damaged("its size, strides and offset do not belong together") }
    guard let bytes = Self.product(layout.shape.map { max($0, 1) } + [dtype.byteCount]),
      let last = Self.lastElement(layout)
    else { throw .damaged("its size has more elements than any memory holds") }
    let length = dtype.byteCount
    self.dtype = dtype
    shape = layout.shape
    strides = layout.strides
    if shape.contains(0) {
      place = storage.lowerBound..<storage.lowerBound
    } else {
      guard last < storage.count / length else {
        throw .damaged("its \(bytes / length) elements reach beyond its storage")
      }
      place = storage.lowerBound + layout.offset * length..<storage.lowerBound + (last + 1) * length
    }
  }

  /// A numpy array in a pickle that begins at `pickleStart` in the file; its elements are all that stands in its place.
  init(_ array: PickleHeap.NumpyArray, dtype: DType, pickleStart: Int) throws(TorchFileFlaw) {
    let shape = array.shape
    guard shape.allSatisfy({ $0 >= 0 }) else { throw .damaged("its shape has a negative length") }
    guard let bytes = Self.product(shape.map { max($0, 1) } + [dtype.byteCount]) else {
      throw .damaged("its size has more elements than any memory holds")
    }
    let expected = shape.contains(0) ? 0 : bytes
    // A byte takes one or two of a text; `check(in:)` counts them.
    let least = array.isLatin1 ? (array.place.count + 1) / 2 : array.place.count
    guard least...array.place.count ~= expected else {
      throw .damaged("its elements fill \(array.place.count) bytes, not the \(bytes) of its shape")
    }
    var strides = [Int](repeating: 1, count: shape.count)
    var next = 1
    for index in array.isFortran ? Array(shape.indices) : shape.indices.reversed() {
      strides[index] = next
      next *= max(shape[index], 1)
    }
    let place = array.place.lowerBound + pickleStart..<array.place.upperBound + pickleStart
    let layout = PickleHeap.Layout(storage: 0, dtype: nil, offset: 0, shape: shape, strides: strides)
    try self.init(layout, dtype: dtype, in: place)
    if array.isLatin1, !place.isEmpty { text = place }
  }

  /// Holds elements that stand in a text against it: each character is a byte, and there are as many as the shape has.
  func check(in file: MappedFile) throws(TorchFileFlaw) {
    guard let text else { return }
    var count = 0
    let isSound = file.latin1Bytes(in: text) { _ in count += 1 }
    guard isSound else { throw .damaged("its elements are no bytes") }
    guard count == byteCount else {
      throw .damaged("its elements fill \(count) bytes, not the \(byteCount) of its shape")
    }
  }

  /// The bytes of its elements, one beside the other.
  var byteCount: Int { shape.reduce(dtype.byteCount, *) }

  /// Whether the elements follow one another in the file as they do in memory.
  private var isContiguous: Bool {
    var next = 1
    for (length, stride) in zip(shape, strides).reversed() where length != 1 {
      guard stride == next else { return false }
      next *= length
    }
    return true
  }

  /// Whether its elements can be used where they lie in the file.
  func liesOver(_ file: MappedFile) -> Bool {
    place.isEmpty
      || text == nil && isContiguous && dtype != .bool && file.isAligned(place.lowerBound, for: dtype)
  }

  /// The elements, over the map or as a copy, contiguous either way.
  func tensor(in file: MappedFile) throws(TorchError) -> Tensor {
    if text == nil, place.isEmpty || isContiguous {
      return try file.tensor(place, shape: shape, dtype: dtype)
    }
    let count = place.count / dtype.byteCount
    let elements =
      if let text { try file.tensor(latin1: text, count: count, dtype: dtype) } else {
        try file.tensor(place, shape: [count], dtype: dtype)
      }
    return try elements.strided(shape, strides: strides).contiguous()
  }

  private static func lastElement(_ layout: PickleHeap.Layout) -> Int? {
    var last = layout.offset
    for (length, stride) in zip(layout.shape, layout.strides) {
      let (step, tooLong) = max(length - 1, 0).multipliedReportingOverflow(by: stride)
      let (sum, tooFar) = last.addingReportingOverflow(step)
      guard !tooLong, !tooFar else { return nil }
      last = sum
    }
    return last
  }

  private static func product(_ factors: [Int]) -> Int? {
    var product = 1
    for factor in factors {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      product = next
    }
    return product
  }
}
