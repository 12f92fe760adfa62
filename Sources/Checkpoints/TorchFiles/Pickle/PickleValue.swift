internal import Torch

/// A value on the stack of a pickle: small, and never nested.
///
/// What holds others stands in the ``PickleHeap`` and is named by its index. So no depth of nesting and no circle in
/// a file costs more than the values themselves, neither when they are made nor when they are let go.
enum PickleValue {
  case none
  case boolean(Bool)
  case integer(Int)
  /// A text or bytes, by where they stand in the pickle.
  case text(Range<Int>)
  /// Bytes, by where the text stands in the pickle whose characters they are: protocol 2 has no others.
  case latin1(Range<Int>)
  /// A list, a tuple or a dictionary.
  case node(Int)
  case symbol(Symbol)
  case storage(Int)
  case tensor(Int)
  /// A type of numpy's elements.
  case elementType(NumpyType)
  /// What calling the global with that index among the names would give. Nothing is ever called.
  case inert(Int)
  /// A fraction, a number beyond 64 bits, a set: no reader asks what it holds.
  case opaque
}

/// A global of Python, by name alone.
enum Symbol: Equatable {
  case orderedDictionary
  case rebuildTensor, rebuildTensorV2, rebuildTensorV3, rebuildParameter, rebuildFromType
  case size
  /// numpy's arrays: made empty and filled later, made of a buffer, and their types.
  case newArray, arrayOfBuffer, arrayClass, arrayType
  /// flax' dictionary that does not change: made of a dictionary.
  case frozenDictionary
  /// What makes bytes in protocol 2: of a text, and none at all.
  case encode, bytes
  /// Makes what is neither a tensor nor holds one: a device, a set, a complex number.
  case plainValue
  /// A storage class, with the type of its elements.
  case storage(DType)
  /// A storage that counts bytes.
  case untypedStorage
  /// A type of elements, such as `torch.float32`.
  case element(DType)
  /// Any other; the index counts among the names in the ``PickleHeap``.
  case other(Int)

  /// The symbol of a name that means something here.
  init?(_ module: String, _ name: String) {
    let known: Symbol? =
      switch (module, name) {
      case ("collections", "OrderedDict"): .orderedDictionary
      case ("torch._utils", "_rebuild_tensor"): .rebuildTensor
      case ("torch._utils", "_rebuild_tensor_v2"): .rebuildTensorV2
      case ("torch._utils", "_rebuild_tensor_v3"): .rebuildTensorV3
      case ("torch._utils", "_rebuild_parameter"): .rebuildParameter
      case ("torch._tensor", "_rebuild_from_type_v2"): .rebuildFromType
      case ("torch", "Size"): .size
      case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"): .newArray
      case ("numpy.core.numeric", "_frombuffer"), ("numpy._core.numeric", "_frombuffer"): .arrayOfBuffer
      case ("numpy", "ndarray"): .arrayClass
      case ("numpy", "dtype"): .arrayType
      case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"): .plainValue
      case ("flax.core.frozen_dict", "FrozenDict"): .frozenDictionary
      case ("_codecs", "encode"): .encode
      case ("__builtin__", "bytes"), ("builtins", "bytes"): .bytes
      case ("torch", "device"): .plainValue
      case ("builtins", "set"), ("builtins", "bytearray"), ("builtins", "complex"): .plainValue
      case ("__builtin__", "set"), ("__builtin__", "bytearray"), ("__builtin__", "complex"): .plainValue
      case ("torch", "UntypedStorage"), ("torch.storage", "UntypedStorage"): .untypedStorage
      case ("torch", _):
        DType(storageClass: name).map(Symbol.storage) ?? DType(torchName: name).map(Symbol.element)
      case ("torch.cuda", _): DType(storageClass: name).map(Symbol.storage)
      default: nil
      }
    guard let known else { return nil }
    self = known
  }
}

extension DType {
  /// The type of the elements of PyTorch's storage class of that name.
  init?(storageClass name: String) {
    guard let dtype = Self.allCases.first(where: { $0.storageClass == name }) else { return nil }
    self = dtype
  }

  /// The name of PyTorch's storage class for the type.
  var storageClass: String {
    switch self {
    case .uint8: "ByteStorage"
    case .int8: "CharStorage"
    case .int16: "ShortStorage"
    case .int32: "IntStorage"
    case .int64: "LongStorage"
    case .float16: "HalfStorage"
    case .bfloat16: "BFloat16Storage"
    case .float32: "FloatStorage"
    case .float64: "DoubleStorage"
    case .bool: "BoolStorage"
    }
  }

  /// The type of that name in `torch`; ours are the same.
  fileprivate init?(torchName name: String) { self.init(rawValue: name) }
}
