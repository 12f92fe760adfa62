/// Zip archives in which everything may be a lie.
struct ZipBytes {
  struct Record {
    var name: String
    var bytes: [UInt8]
    /// What the header in front of the record says; the truth without it.
    var localName: String?
    var localSize: UInt32?
    var localMethod: UInt16?
    /// What the directory says.
    var size: UInt32?
    var compressedSize: UInt32?
    var offset: UInt32?
    var method: UInt16 = 0
    var flags: UInt16 = 0
    var extra: [UInt8] = []
    /// What stands in both places.
    var checksum: UInt32 = 0
  }

  var records: [Record]
  /// What the end says.
  var count: UInt16?
  var disk: UInt16 = 0
  var directoryOffset: UInt32?
  var directorySize: UInt32?
  var comment: [UInt8] = []
  /// Between the directory and the end: ZIP64's place.
  var beforeEnd: [UInt8] = []

  init(_ records: [Record]) { self.records = records }

  /// A checkpoint with that pickle and 24 bytes of storage 0.
  init(pickle: [UInt8]) {
    self.init([
      Record(name: "x/data.pkl", bytes: pickle), Record(name: "x/byteorder", bytes: Array("little".utf8)),
      Record(name: "x/data/0", bytes: [UInt8](repeating: 0, count: 24)),
    ])
  }

  var bytes: [UInt8] {
    func little(_ number: some FixedWidthInteger) -> [UInt8] { PickleBytes.little(number) }
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for record in records {
      let (name, localName) = (Array(record.name.utf8), Array((record.localName ?? record.name).utf8))
      let size = UInt32(record.bytes.count)
      directory += little(UInt32(0x0201_4b50)) + little(UInt32(20 | 20 << 16)) + little(record.flags)
      directory += little(record.method) + little(UInt32(0)) + little(record.checksum)
      directory += little(record.compressedSize ?? record.size ?? size) + little(record.size ?? size)
      directory += little(UInt16(name.count)) + little(UInt16(record.extra.count))
      directory +=
        [UInt8](repeating: 0, count: 10) + little(record.offset ?? UInt32(file.count)) + name + record.extra
      file += little(UInt32(0x0403_4b50)) + little(UInt16(20)) + little(record.flags)
      file += little(record.localMethod ?? record.method) + little(UInt32(0)) + little(record.checksum)
      file += little(record.localSize ?? size) + little(record.localSize ?? size)
      file += little(UInt16(localName.count)) + little(UInt16(0)) + localName + record.bytes
    }
    let count = little(count ?? UInt16(records.count))
    var end = little(UInt32(0x0605_4b50)) + little(disk) + little(disk) + count + count
    end += little(directorySize ?? UInt32(directory.count)) + little(directoryOffset ?? UInt32(file.count))
    return file + directory + beforeEnd + end + little(UInt16(comment.count)) + comment
  }

  /// Where the record of that index begins when nothing is a lie; after the last, the directory.
  func offset(of index: Int) -> Int {
    records[..<index].reduce(0) { $0 + 30 + $1.name.utf8.count + $1.bytes.count }
  }

  /// The same with some of it changed.
  func with(_ change: (inout ZipBytes) -> Void) -> [UInt8] {
    var copy = self
    change(&copy)
    return copy.bytes
  }
}
