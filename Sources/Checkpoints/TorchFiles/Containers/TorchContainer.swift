/// A file in one of the two forms that `torch.save` writes, a pickle and storages that it refers to; or a bare pickle.
protocol TorchContainer {
  /// The pickle of the saved object.
  var pickle: Pickle { get }

  /// Where in the file the bytes begin in which the pickle's places are counted.
  var pickleStart: Int { get }

  /// Where in the file the elements of a storage lie; at least as many bytes as it declares.
  func place(of storage: PickleHeap.Storage) throws(TorchFileFlaw) -> Range<Int>
}

extension TorchContainer {
  /// The bytes that `count` elements of a type of storage take; `nil` when there are none so many.
  static func byteCount(_ count: Int, of type: Symbol) -> Int? {
    guard count >= 0, let length = type.elementByteCount else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: length)
    return overflow ? nil : bytes
  }
}

extension Symbol {
  /// Bytes of an element of a storage class.
  var elementByteCount: Int? {
    switch self {
    case .storage(let dtype): dtype.byteCount
    case .untypedStorage: 1
    default: nil
    }
  }
}
