/// Files around a sound pickle that mean harm or make no sense.
enum HostileArchives {
  private typealias P = PickleBytes

  private static let sound = P.dictionary([("a", P.tensor())])
  private static let zip = ZipBytes(pickle: P.pickle(sound))

  /// What `zip` gives when nothing is changed.
  static let soundZip = zip.bytes
  static let soundLegacy = LegacyBytes.file(P.dictionary([("a", P.tensor(storage: P.storage(view: P.none)))]))

  /// The same with every number in its ZIP64 place.
  static var largeFields: [UInt8] {
    var archive = zip
    let place = UInt64(archive.offset(of: 2))
    archive.records[2].size = .max
    archive.records[2].localSize = .max
    archive.records[2].offset = .max
    archive.records[2].extra = field([24, 24, place])
    let (start, directory) = (UInt64(archive.bytes.count - 22), UInt64(archive.offset(of: 3)))
    archive.beforeEnd = end(count: 3, size: start - directory, offset: directory) + locator(to: start)
    archive.count = .max
    archive.directorySize = .max
    archive.directoryOffset = .max
    return archive.bytes
  }

  static let all: [(name: String, bytes: [UInt8], reason: String)] = [
    ("text", Array("This is not a checkpoint at all.".utf8), "neither as a zip archive nor"),
    ("a pickle by itself", P.pickle(sound), "it refers to a storage outside of itself"),
    ("a header alone", Array("PK\u{3}\u{4}".utf8), "no directory"),
    ("no data.pkl", zip.with { $0.records[0].name = "x/data.pickle" }, "without the data.pkl"),
    ("two data.pkl", zip.with { $0.records[1].name = "y/data.pkl" }, "more than one data.pkl"),
    (
      "the same name twice", zip.with { $0.records[1].name = "x/data/0" },
      "two records of the name 'x/data/0'"
    ),
    ("big-endian", zip.with { $0.records[1].bytes = Array("big".utf8) }, "little-endian"),
    ("TorchScript", zip.with { $0.records[1].name = "x/constants.pkl" }, "TorchScript"),
    ("code", zip.with { $0.records[1].name = "x/code/a.py" }, "TorchScript"),
    ("compressed", zip.with { $0.records[0].method = 8 }, "compressed"),
    (
      "a bomb",
      zip.with {
        $0.records[0].method = 8
        $0.records[0].size = 4_000_000_000
      }, "compressed"
    ),
    ("sizes that differ", zip.with { $0.records[2].compressedSize = 1 }, "as long as no file"),
    ("encrypted", zip.with { $0.records[0].flags = 1 }, "encrypted"),
    ("a record of 4 GB", zip.with { $0.records[2].size = 4_000_000_000 }, "disagree"),
    ("a record of all ones", zip.with { $0.records[2].size = .max }, "disagree"),
    (
      "a record of 4 GB in both places",
      zip.with {
        $0.records[2].size = 4_000_000_000
        $0.records[2].localSize = 4_000_000_000
      }, "ends within a record"
    ),
    ("a longer record than before its directory", longRecord, "into its directory"),
    ("another name in front", zip.with { $0.records[2].localName = "x/data/1" }, "disagree"),
    ("another size in front", zip.with { $0.records[2].localSize = 23 }, "disagree"),
    ("another method in front", zip.with { $0.records[2].localMethod = 8 }, "disagree"),
    ("nothing in front", zip.with { $0.records[2].localSize = 0 }, "disagree"),
    ("the same place twice", zip.with { $0.records[2].offset = 0 }, "overlap"),
    ("a place without a header", zip.with { $0.records[2].offset = 1 }, "overlap"),
    (
      "a place in the directory", zip.with { $0.records[2].offset = UInt32($0.offset(of: 3)) + 50 },
      "no header"
    ),
    ("a place beyond the file", zip.with { $0.records[2].offset = 1 << 30 }, "ends within a record"),
    ("a place of all ones", zip.with { $0.records[2].offset = .max }, "ends within a record"),
    ("a directory beyond the file", zip.with { $0.directoryOffset = 1 << 30 }, "outside the file"),
    ("a directory of all ones", zip.with { $0.directorySize = .max }, "outside the file"),
    (
      "a directory that begins late", zip.with { $0.directoryOffset = UInt32($0.records[0].bytes.count) },
      "is none"
    ),
    ("65,535 entries", zip.with { $0.count = .max }, "outside the file"),
    ("an entry too many", zip.with { $0.count = 4 }, "outside the file"),
    ("an entry too few", zip.with { $0.count = 2 }, "more entries"),
    ("several pieces", zip.with { $0.disk = 1 }, "several pieces"),
    ("a ZIP64 end elsewhere", zip.with { $0.beforeEnd = locator(to: 5) }, "not where it says"),
    ("a ZIP64 end beyond the file", zip.with { $0.beforeEnd = locator(to: 1 << 63) }, "outside the file"),
    ("a ZIP64 directory of 2⁶⁴ − 1 entries", largeEnd(count: .max, size: 46), "outside the file"),
    ("a ZIP64 directory of 2⁶³ bytes", largeEnd(count: 1, size: 1 << 63), "outside the file"),
    ("a ZIP64 record of 2⁶⁴ − 1 bytes", largeRecord(.max), "as long as no file"),
    ("a ZIP64 record of 2⁶² bytes", largeRecord(1 << 62), "disagree"),
    ("a legacy file of another version", LegacyBytes.file(sound, version: 1000), "another version"),
    ("a big-endian legacy file", LegacyBytes.file(sound, littleEndian: [0x89]), "little-endian"),
    ("a storage of another length", LegacyBytes.file(sound, count: 5), "another length than it says"),
    ("a storage of 2⁶⁰ elements", longStorage(1 << 60), "another length than it says"),
    ("a storage of 2⁶³ − 1 elements", longStorage(.max), "another length than it says"),
    ("a storage of −1 elements", longStorage(-1), "another length than it says"),
    ("a storage that is cut off", LegacyBytes.file(sound, data: 23), "ends within a storage"),
    ("a storage that nothing names", LegacyBytes.file(sound, keys: ["1"]), "nothing refers to"),
    ("no storage", LegacyBytes.file(sound, keys: []), "no storage 0"),
    ("a storage twice", LegacyBytes.file(sound, keys: ["0", "0"], data: 56), "another length"),
    ("a view beyond the storage", view(offset: 1, count: 6), "view reaches beyond"),
    ("a view from −1 on", view(offset: -1, count: 6), "view reaches beyond"),
    ("a view of 2⁶² elements", view(offset: 0, count: 1 << 62), "view reaches beyond"),
    ("a view of one number", view(offset: 0, count: nil), "no triple"),
  ]

  /// The last record's sizes, in both places, reach over the directory.
  private static let longRecord = zip.with {
    $0.records[2].size = 100
    $0.records[2].localSize = 100
  }

  private static func longStorage(_ count: Int) -> [UInt8] {
    LegacyBytes.file(P.dictionary([("a", P.tensor(storage: P.storage(count: count)))]), count: count)
  }

  private static func view(offset: Int, count: Int?) -> [UInt8] {
    let parts = [P.text("v"), P.int(offset)] + (count.map { [P.int($0)] } ?? [])
    return LegacyBytes.file(P.dictionary([("a", P.tensor([2], storage: P.storage(view: P.tuple(parts))))]))
  }

  private static func locator(to offset: UInt64) -> [UInt8] {
    P.little(UInt32(0x0706_4b50)) + P.little(UInt32(0)) + P.little(offset) + P.little(UInt32(1))
  }

  private static func largeEnd(count: UInt64, size: UInt64) -> [UInt8] {
    zip.with {
      let start = UInt64($0.bytes.count - 22)
      $0.beforeEnd = end(count: count, size: size, offset: 0) + locator(to: start)
    }
  }

  private static func end(count: UInt64, size: UInt64, offset: UInt64) -> [UInt8] {
    let head = P.little(UInt32(0x0606_4b50)) + P.little(UInt64(44)) + [UInt8](repeating: 0, count: 12)
    return head + [count, count, size, offset].flatMap { P.little($0) }
  }

  private static func largeRecord(_ size: UInt64) -> [UInt8] {
    zip.with {
      $0.records[2].size = .max
      $0.records[2].localSize = 24
      $0.records[2].extra = field([size, size])
    }
  }

  /// ZIP64's extra field of a record.
  private static func field(_ numbers: [UInt64]) -> [UInt8] {
    P.little(UInt16(1)) + P.little(UInt16(8 * numbers.count)) + numbers.flatMap { P.little($0) }
  }
}
