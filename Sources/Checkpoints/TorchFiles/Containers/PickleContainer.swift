internal import Files

/// A bare pickle, as flax and older converters write: what its arrays hold stands in it.
struct PickleContainer: TorchContainer {
  let pickle: Pickle
  let pickleStart = 0

  init(_ file: MappedFile) throws(TorchFileFlaw) {
    var reader = ByteReader(file.bytes)
    pickle = try Pickle(&reader)
  }

  /// Whether a file begins as pickles of the protocols 2 to 5 do.
  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count > 2 && bytes[0] == Opcode.proto.rawValue && (2...5).contains(bytes[1])
  }

  func place(of storage: PickleHeap.Storage) throws(TorchFileFlaw) -> Range<Int> {
    throw .damaged("it refers to a storage outside of itself")
  }
}
