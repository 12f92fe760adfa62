internal import Files

/// The form before PyTorch 1.6: five pickles (a magic number, the protocol, the writer's machine, the object, the
/// storages' keys), and then each storage as the number of its elements and the elements.
struct LegacyContainer: TorchContainer {
  /// The magic number, 0x1950a86a20f9469cfc6c, as every pickle protocol writes it: LONG1, ten bytes, STOP.
  static let magic: [UInt8] = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]
  private static let version = 1001

  let pickle: Pickle
  let pickleStart = 0
  private let places: [String: Range<Int>]

  init(_ file: MappedFile) throws(TorchFileFlaw) {
    var reader = ByteReader(file.bytes)
    _ = try Pickle(&reader)
    guard case .integer(Self.version) = try Pickle(&reader).root else {
      throw .unsupported("it follows another version of the legacy form than \(Self.version)")
    }
    try Self.checkMachine(try Pickle(&reader))
    pickle = try Pickle(&reader)
    let keys = try Pickle(&reader)
    places = try Self.places(of: keys, for: pickle, &reader)
  }

  /// Whether a file begins as this form does: a protocol, perhaps a frame of thirteen bytes, the magic number.
  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let start = bytes.prefix(64)
    return start.first == Opcode.proto.rawValue
      && [2, 11].contains { start.dropFirst($0).starts(with: magic) }
  }

  private static func checkMachine(_ facts: Pickle) throws(TorchFileFlaw) {
    guard case .node(let node) = facts.root, facts.heap.nodes[node].kind == .dictionary else {
      throw .damaged("it does not describe the machine that wrote it")
    }
    for (key, value) in facts.entries(node) where facts.text(key) == "little_endian" {
      guard case .boolean(true) = value else { throw .unsupported("its numbers are not little-endian") }
    }
  }

  /// Where each storage lies. How long its elements are, only the object's pickle says, where it first names the key.
  private static func places(
    of keys: Pickle, for pickle: Pickle, _ reader: inout ByteReader
  ) throws(TorchFileFlaw) -> [String: Range<Int>] {
    guard let list = keys.heap.items(.list, of: keys.root) else {
      throw .damaged("it has no list of storages")
    }
    let storages = Dictionary(
      pickle.heap.storages.map { (pickle.text($0.key), $0) }, uniquingKeysWith: { first, _ in first })
    var places: [String: Range<Int>] = [:]
    for item in list {
      guard let key = keys.text(item), let storage = storages[key] else {
        throw .damaged("it lists a storage that nothing refers to")
      }
      guard storage.type.elementByteCount != nil else {
        throw .unsupported("it has a storage of \(pickle.name(storage.type))")
      }
      guard let count = try? reader.integer(UInt64.self), count == storage.count,
        let bytes = byteCount(storage.count, of: storage.type), let place = try? reader.stretch(bytes)
      else { throw .damaged("it ends within a storage, or a storage has another length than it says") }
      guard places.updateValue(place, forKey: key) == nil else { throw .damaged("it lists a storage twice") }
    }
    return places
  }

  func place(of storage: PickleHeap.Storage) throws(TorchFileFlaw) -> Range<Int> {
    let key = pickle.text(storage.key)
    guard let place = places[key] else { throw .damaged("it has no storage \(key)") }
    guard let bytes = Self.byteCount(storage.count, of: storage.type), bytes <= place.count else {
      throw .damaged("the storage \(key) has \(place.count) bytes, too few for \(storage.count) elements")
    }
    guard let view = storage.view else { return place.prefix(bytes) }
    guard let start = Self.byteCount(view.offset, of: storage.type),
      let length = Self.byteCount(view.count, of: storage.type), start <= bytes, length <= bytes - start
    else { throw .damaged("a view reaches beyond the storage \(key)") }
    return place.dropFirst(start).prefix(length)
  }
}
