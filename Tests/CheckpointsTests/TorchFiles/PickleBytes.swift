/// Pickles, written instruction by instruction.
enum PickleBytes {
  typealias Bytes = [UInt8]

  static let proto: Bytes = [0x80, 2]
  static let stop = Bytes(".".utf8)
  static let none = Bytes("N".utf8)
  static let mark = Bytes("(".utf8)
  static let reduce = Bytes("R".utf8)
  static let emptyTuple = Bytes(")".utf8)
  static let tuple1: Bytes = [0x85]
  static let pop = Bytes("0".utf8)
  static let memoize: Bytes = [0x94]
  static let emptyList = Bytes("]".utf8)

  /// A whole pickle that gives `value`.
  static func pickle(_ value: Bytes) -> Bytes { proto + value + stop }

  static func text(_ text: String) -> Bytes { Bytes("X".utf8) + little(UInt32(text.utf8.count)) + text.utf8 }

  /// As LONG1, which holds any number.
  static func int(_ number: Int) -> Bytes { [0x8a, 8] + little(Int64(number)) }

  static func global(_ module: String, _ name: String) -> Bytes { Bytes("c\(module)\n\(name)\n".utf8) }

  static func tuple(_ items: [Bytes]) -> Bytes { mark + items.joined() + Bytes("t".utf8) }

  static func list(_ items: [Bytes]) -> Bytes { emptyList + mark + items.joined() + Bytes("e".utf8) }

  static func dictionary(_ entries: [(key: String, value: Bytes)]) -> Bytes {
    Bytes("}(".utf8) + entries.flatMap { text($0.key) + $0.value } + Bytes("u".utf8)
  }

  static func call(_ module: String, _ name: String, _ arguments: [Bytes]) -> Bytes {
    global(module, name) + tuple(arguments) + reduce
  }

  /// `os.system(command)`, as it is pickled on Unix.
  static func system(_ command: String) -> Bytes { call("posix", "system", [text(command)]) }

  static func put(_ index: UInt32) -> Bytes { Bytes("r".utf8) + little(index) }

  static func get(_ index: UInt32) -> Bytes { Bytes("j".utf8) + little(index) }

  static func storage(_ key: String = "0", type: String = "FloatStorage", count: Int = 6, view: Bytes? = nil)
    -> Bytes
  {
    let id =
      [text("storage"), global("torch", type), text(key), text("cpu"), int(count)] + (view.map { [$0] } ?? [])
    return tuple(id) + Bytes("Q".utf8)
  }

  /// Six float32 numbers at most are there; the layout may claim anything.
  static func tensor(
    _ shape: [Int] = [6], strides: [Int] = [1], offset: Int = 0, storage: Bytes = storage()
  ) -> Bytes {
    let arguments = [storage, int(offset), tuple(shape.map(int)), tuple(strides.map(int)), none, none]
    return call("torch._utils", "_rebuild_tensor_v2", arguments)
  }

  static func little(_ number: some FixedWidthInteger) -> Bytes {
    withUnsafeBytes(of: number.littleEndian, Bytes.init)
  }
}

/// Legacy files of PyTorch, pickle by pickle.
enum LegacyBytes {
  static let magic: [UInt8] = [
    0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e,
  ]

  /// A file of one object and its storages, six float32 numbers under the key 0 unless told otherwise.
  static func file(
    _ object: [UInt8], version: Int = 1001, littleEndian: [UInt8] = [0x88], keys: [String] = ["0"],
    count: Int = 6,
    data: Int = 24
  ) -> [UInt8] {
    magic + PickleBytes.pickle(PickleBytes.int(version))
      + PickleBytes.pickle(PickleBytes.dictionary([("little_endian", littleEndian)]))
      + PickleBytes.pickle(object)
      + PickleBytes.pickle(PickleBytes.list(keys.map(PickleBytes.text))) + PickleBytes.little(Int64(count))
      + [UInt8](repeating: 0, count: data)
  }
}
