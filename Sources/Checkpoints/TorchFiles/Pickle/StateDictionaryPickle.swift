internal import Torch

/// The pickle of an `OrderedDict` of tensors, each with a storage of its own, as `torch.load(weights_only=True)` takes
/// it: protocol 2, and no instruction or name beyond what PyTorch writes itself.
struct StateDictionaryPickle {
  private(set) var bytes: [UInt8] = []

  /// The tensors' elements are the records `data/0`, `data/1` and so on, in row-major order.
  init(_ tensors: [(key: String, tensor: Tensor)]) {
    put(.proto)
    bytes.append(2)
    putOrderedDictionary()
    put(.mark)
    for (index, (key, tensor)) in tensors.enumerated() {
      put(key)
      put(tensor, record: index)
    }
    put(.setItems)
    put(.stop)
  }

  /// `_rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())`.
  private mutating func put(_ tensor: Tensor, record: Int) {
    putGlobal("torch._utils", "_rebuild_tensor_v2")
    put(.mark)
    putStorage(tensor, record: record)
    put(0)
    let shape = tensor.shape
    put(shape)
    put(shape.indices.map { shape[($0 + 1)...].reduce(1) { $0 * max($1, 1) } })
    put(.newFalse)
    putOrderedDictionary()
    put(.tuple)
    put(.reduce)
  }

  /// The persistent id `("storage", class, key, "cpu", count)`.
  private mutating func putStorage(_ tensor: Tensor, record: Int) {
    put(.mark)
    put("storage")
    putGlobal("torch", tensor.dtype.storageClass)
    put(String(record))
    put("cpu")
    put(tensor.count)
    put(.tuple)
    put(.persistentID)
  }

  private mutating func putOrderedDictionary() {
    putGlobal("collections", "OrderedDict")
    put(.emptyTuple)
    put(.reduce)
  }

  private mutating func putGlobal(_ module: String, _ name: String) {
    put(.global)
    bytes += "\(module)\n\(name)\n".utf8
  }

  private mutating func put(_ text: String) {
    put(.unicode)
    bytes.append(littleEndian: UInt32(text.utf8.count))
    bytes += text.utf8
  }

  private mutating func put(_ numbers: [Int]) {
    put(.mark)
    for number in numbers { put(number) }
    put(.tuple)
  }

  /// In the shortest of the forms that PyTorch's own reader knows.
  private mutating func put(_ number: Int) {
    if let number = UInt8(exactly: number) {
      put(.int1)
      bytes.append(number)
    } else if let number = Int32(exactly: number) {
      put(.int)
      bytes.append(littleEndian: number)
    } else {
      put(.long1)
      bytes.append(8)
      bytes.append(littleEndian: Int64(number))
    }
  }

  private mutating func put(_ opcode: Opcode) { bytes.append(opcode.rawValue) }
}
