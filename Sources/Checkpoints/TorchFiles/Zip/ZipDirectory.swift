/// The directory at the end of a zip archive.
struct ZipDirectory {
  /// A record as the directory describes it.
  struct Entry {
    let name: Range<Int>
    let method: UInt16
    let size: Int
    /// Where the header in front of the record begins.
    let headerOffset: Int
  }

  /// The flag of a record whose sizes come after its content.
  static let sizesFollow: UInt16 = 1 << 3
  private static let encrypted: UInt16 = 1 << 0
  /// Far more records than a checkpoint has storages.
  private static let most = 1 << 17

  let entries: [Entry]
  /// Where the directory begins.
  let offset: Int

  init(_ bytes: UnsafeRawBufferPointer) throws(TorchFileFlaw) {
    do {
      let end = try Self.findEnd(bytes)
      let (count, size, offset) = try Self.extent(bytes, endsAt: end)
      guard let count = Int(exactly: count), let size = Int(exactly: size), let offset = Int(exactly: offset),
        offset <= end, size <= end - offset, count <= size / 46
      else { throw TorchFileFlaw.damaged("its directory lies outside the file") }
      guard count <= Self.most else { throw TorchFileFlaw.damaged("it has \(count) records") }
      var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[..<(offset + size)]), at: offset)
      var entries: [Entry] = []
      for _ in 0..<count { entries.append(try Self.entry(&reader)) }
      guard reader.rest == 0 else {
        throw TorchFileFlaw.damaged("its directory has more entries than it says")
      }
      self.entries = entries
      self.offset = offset
    } catch {
      throw error as? TorchFileFlaw ?? .damaged("it ends within its directory")
    }
  }

  /// Where the record that ends every archive begins: 22 bytes, and a comment of the length that it says.
  private static func findEnd(_ bytes: UnsafeRawBufferPointer) throws -> Int {
    for commentLength in 0...min(Int(UInt16.max), max(bytes.count - 22, 0)) {
      var reader = ByteReader(bytes, at: bytes.count - 22 - commentLength)
      guard reader.position >= 0 else { break }
      guard try reader.integer(UInt32.self) == 0x0605_4b50 else { continue }
      _ = try reader.stretch(16)
      if try reader.integer(UInt16.self) == commentLength { return bytes.count - 22 - commentLength }
    }
    throw TorchFileFlaw.damaged("it has no directory at its end: it is cut off")
  }

  /// How many entries the directory has, how long it is, and where it begins.
  private static func extent(
    _ bytes: UnsafeRawBufferPointer, endsAt end: Int
  ) throws -> (count: UInt64, size: UInt64, offset: UInt64) {
    var reader = ByteReader(bytes, at: end + 4)
    let disks: (UInt16, UInt16) = (try reader.integer(), try reader.integer())
    let counts: (UInt16, UInt16) = (try reader.integer(), try reader.integer())
    let (size, offset): (UInt32, UInt32) = (try reader.integer(), try reader.integer())
    if let large = try largeExtent(bytes, endsAt: end) { return large }
    guard disks == (0, 0), counts.0 == counts.1 else {
      throw TorchFileFlaw.unsupported("it is a zip archive in several pieces")
    }
    return (UInt64(counts.0), UInt64(size), UInt64(offset))
  }

  /// The same by ZIP64's own end record, which a locator right before the other end points to.
  private static func largeExtent(
    _ bytes: UnsafeRawBufferPointer, endsAt end: Int
  ) throws -> (count: UInt64, size: UInt64, offset: UInt64)? {
    guard end >= 20 else { return nil }
    var reader = ByteReader(bytes, at: end - 20)
    guard try reader.integer(UInt32.self) == 0x0706_4b50 else { return nil }
    _ = try reader.stretch(4)
    guard let start = Int(exactly: try reader.integer(UInt64.self)), start <= end - 20 else {
      throw TorchFileFlaw.damaged("its directory lies outside the file")
    }
    reader.position = start
    guard try reader.integer(UInt32.self) == 0x0606_4b50 else {
      throw TorchFileFlaw.damaged("its directory's end is not where it says")
    }
    _ = try reader.stretch(12)
    let disks: (UInt32, UInt32) = (try reader.integer(), try reader.integer())
    let counts: (UInt64, UInt64) = (try reader.integer(), try reader.integer())
    guard disks == (0, 0), counts.0 == counts.1 else {
      throw TorchFileFlaw.unsupported("it is a zip archive in several pieces")
    }
    return (counts.0, try reader.integer(), try reader.integer())
  }

  private static func entry(_ reader: inout ByteReader) throws -> Entry {
    guard try reader.integer(UInt32.self) == 0x0201_4b50 else {
      throw TorchFileFlaw.damaged("an entry of its directory is none")
    }
    _ = try reader.stretch(4)
    let (flags, method): (UInt16, UInt16) = (try reader.integer(), try reader.integer())
    _ = try reader.stretch(8)
    var compressed = UInt64(try reader.integer(UInt32.self))
    var size = UInt64(try reader.integer(UInt32.self))
    let lengths: [UInt16] = [try reader.integer(), try reader.integer(), try reader.integer()]
    _ = try reader.stretch(8)
    var offset = UInt64(try reader.integer(UInt32.self))
    let name = try reader.stretch(lengths[0])
    let extra = try reader.stretch(lengths[1])
    _ = try reader.stretch(lengths[2])
    try widen(
      &size, &compressed, &offset, by: ByteReader(UnsafeRawBufferPointer(rebasing: reader.bytes[extra])))
    guard flags & encrypted == 0 else { throw TorchFileFlaw.unsupported("its records are encrypted") }
    guard method == 0 else { throw TorchFileFlaw.unsupported("its records are compressed") }
    guard compressed == size, let size = Int(exactly: size), let offset = Int(exactly: offset) else {
      throw TorchFileFlaw.damaged("a record is as long as no file")
    }
    return Entry(name: name, method: method, size: size, headerOffset: offset)
  }

  /// ZIP64: numbers that do not fit 32 bits are all ones there, and stand in an extra field in this order.
  private static func widen(
    _ size: inout UInt64, _ compressed: inout UInt64, _ offset: inout UInt64, by extra: ByteReader
  ) throws {
    var extra = extra
    while extra.rest >= 4 {
      let (tag, length): (UInt16, UInt16) = (try extra.integer(), try extra.integer())
      var field = ByteReader(UnsafeRawBufferPointer(rebasing: extra.bytes[try extra.stretch(length)]))
      guard tag == 1 else { continue }
      if size == UInt32.max { size = try field.integer() }
      if compressed == UInt32.max { compressed = try field.integer() }
      if offset == UInt32.max { offset = try field.integer() }
    }
  }
}
