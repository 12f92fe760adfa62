internal import Files
internal import Torch

/// The type of a numpy array's elements, as its dtype says it.
///
/// See numpy's documentation of `dtype.__reduce__` and of the array interface's type strings: `f4`, `<i8`, `|u1`.
enum NumpyType {
  /// Elements as a tensor has them.
  case elements(DType)
  /// Elements of more than one byte, the highest first.
  case bigEndian
  /// References to Python's objects.
  case objects
  /// Fields, texts, times and what else numpy has.
  case other

  /// Why arrays of the type are not read; `nil` where they are.
  var refusal: String? {
    switch self {
    case .elements: nil
    case .bigEndian: "has big-endian elements"
    case .objects: "holds Python objects"
    case .other: "has elements of a type that is not read"
    }
  }

  /// The type of a code such as `f4`, with or without a byte order before it.
  init(code: String) {
    let order = code.first.flatMap { "<>=|".contains($0) ? $0 : nil }
    let kind = order == nil ? code : String(code.dropFirst())
    let dtypes: [String: DType] = [
      "b1": .bool, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64, "u1": .uint8, "f2": .float16,
      "f4": .float32, "f8": .float64,
    ]
    self = dtypes[kind].map(NumpyType.elements) ?? (kind.first == "O" ? .objects : .other)
    if let order { turn(to: order) }
  }

  /// Notes the order of the bytes in an element: `<`, `>`, `=` or `|`.
  mutating func turn(to order: Character) {
    if order == ">", case .elements(let dtype) = self, dtype.byteCount > 1 { self = .bigEndian }
  }
}

/// numpy's arrays, which put their elements into the pickle.
extension PickleMachine {
  /// `_reconstruct(ndarray, (0,), b'b')`: an array that gets its shape, type and elements afterwards.
  mutating func newArray(_ arguments: [PickleValue]) throws(TorchFileFlaw) -> PickleValue {
    guard arguments.count == 3 else { throw .damaged("an array has \(arguments.count) arguments") }
    guard case .symbol(.arrayClass) = arguments[0] else {
      return try heap.add(.refused("is a subclass of numpy's array"))
    }
    return try heap.add(.empty)
  }

  /// `dtype(code, align, copy)`.
  func elementType(_ arguments: [PickleValue]) throws(TorchFileFlaw) -> PickleValue {
    guard let first = arguments.first, case .text(let place) = first, place.count <= 16 else {
      return .elementType(.other)
    }
    return .elementType(NumpyType(code: reader.bytes.text(place)))
  }

  /// A type with its state: `(version, byte order, subarray, names, fields, size, alignment, flags, …)`.
  func completed(_ type: NumpyType, _ state: PickleValue) throws(TorchFileFlaw) -> NumpyType {
    guard let items = heap.items(.tuple, of: state), items.count >= 5, case .text(let order) = items[1] else {
      throw .damaged("a type of elements has another state than numpy's")
    }
    guard items[2...4].allSatisfy({ if case .none = $0 { true } else { false } }) else { return .other }
    var type = type
    if let order = reader.bytes.text(order).first { type.turn(to: order) }
    return type
  }

  /// Fills an array with its state: `(version, shape, type, is Fortran's order, elements)`.
  mutating func fill(array index: Int, _ state: PickleValue) throws(TorchFileFlaw) {
    guard let items = heap.items(.tuple, of: state), 4...5 ~= items.count else {
      throw .damaged("an array has another state than numpy's")
    }
    // The version came later than the others.
    let parts = items.suffix(4).map(\.self)
    guard case (.elementType(let type), .boolean(let isFortran)) = (parts[1], parts[2]) else {
      throw .damaged("an array's state names no type or no order")
    }
    let shape = try lengths(parts[0])
    var array = PickleHeap.NumpyArray(type: type, shape: shape, isFortran: isFortran, place: 0..<0)
    switch parts[3] {
    case .text(let place): array.place = place
    case .latin1(let place): (array.place, array.isLatin1) = (place, true)
    default: return heap.refuse(tensor: index, type.refusal ?? "has its elements in a form that is not read")
    }
    heap.fill(tensor: index, array)
  }

  /// `_frombuffer(bytes, type, shape, order)`, which pickle's protocol 5 writes.
  mutating func arrayOfBuffer(_ arguments: [PickleValue]) throws(TorchFileFlaw) -> PickleValue {
    guard arguments.count == 4,
      case (.text(let place), .elementType(let type), .text(let order)) = (
        arguments[0], arguments[1], arguments[3]
      )
    else { throw .damaged("an array of a buffer has no buffer, type or order") }
    let array = PickleHeap.NumpyArray(
      type: type, shape: try lengths(arguments[2]), isFortran: reader.bytes.text(order) == "F", place: place)
    return try heap.add(.array(array))
  }
}
