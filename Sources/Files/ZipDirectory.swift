/// What keeps a zip archive from being read, in words that follow its name.
public enum ZipError: Error, Sendable, Equatable {
  /// The archive is cut off or contradicts itself.
  case damaged(String)
  /// The archive is sound, and of a kind that is not read.
  case unsupported(String)
}

/// The directory at the end of a zip archive of one piece, ZIP64 included. The format:
/// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
public struct ZipDirectory {
  /// A record as the directory describes it.
  public struct Entry {
    /// Where its name's bytes lie.
    public let name: Range<Int>
    /// Whether its content is encrypted.
    public let isEncrypted: Bool
    /// How its content is packed: 0 stored as it is, 8 deflated.
    public let method: UInt16
    /// The bytes of its content in the archive.
    public let packedSize: Int
    /// The bytes of its content once unpacked.
    public let size: Int
    /// Where the header in front of the record begins.
    public let headerOffset: Int
  }

  /// The flag of a record whose sizes come after its content.
  private static let sizesFollow: UInt16 = 1 << 3
  private static let encrypted: UInt16 = 1 << 0
  /// Far more records than a checkpoint has storages, or a dataset's archive has archives.
  private static let most = 1 << 17

  /// The records in the directory's order.
  public let entries: [Entry]
  /// Where the directory begins.
  public let offset: Int

  /// Reads the directory of the archive `bytes`.
  ///
  /// - Throws: ``ZipError``.
  public init(_ bytes: UnsafeRawBufferPointer) throws(ZipError) {
    do {
      let end = try Self.findEnd(bytes)
      let (count, size, offset) = try Self.extent(bytes, endsAt: end)
      guard let count = Int(exactly: count), let size = Int(exactly: size), let offset = Int(exactly: offset),
        offset <= end, size <= end - offset, count <= size / 46
      else { throw ZipError.damaged("its directory lies outside the file") }
      guard count <= Self.most else { throw ZipError.damaged("it has \(count) records") }
      var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[..<(offset + size)]), at: offset)
      var entries: [Entry] = []
      for _ in 0..<count { entries.append(try Self.entry(&reader)) }
      guard reader.rest == 0 else {
        throw ZipError.damaged("its directory has more entries than it says")
      }
      self.entries = entries
      self.offset = offset
    } catch {
      throw error as? ZipError ?? .damaged("it ends within its directory")
    }
  }

  /// Where a record's content lies in `bytes`, by the header in front of it, which must agree with the directory.
  ///
  /// - Throws: ``ZipError``.
  public func content(
    of entry: Entry, in bytes: UnsafeRawBufferPointer
  ) throws(ZipError) -> Range<Int> {
    do {
      var reader = ByteReader(bytes, at: entry.headerOffset)
      guard try reader.integer(UInt32.self) == 0x0403_4b50 else {
        throw ZipError.damaged("a record has no header")
      }
      _ = try reader.integer(UInt16.self)
      let (flags, method): (UInt16, UInt16) = (try reader.integer(), try reader.integer())
      _ = try reader.stretch(8)
      let sizes: [UInt32] = [try reader.integer(), try reader.integer()]
      let (nameLength, extraLength): (UInt16, UInt16) = (try reader.integer(), try reader.integer())
      let name = try reader.stretch(nameLength)
      _ = try reader.stretch(extraLength)
      // Sizes that follow the content stand as zeros here, those beyond 32 bits as ones.
      let follow = flags & Self.sizesFollow != 0
      let sizesAgree = zip(sizes, [entry.packedSize, entry.size]).allSatisfy { here, there in
        here == there || here == .max || (here == 0 && follow)
      }
      guard bytes[name].elementsEqual(bytes[entry.name]), method == entry.method, sizesAgree else {
        throw ZipError.damaged("the record \(bytes.text(entry.name).quoted) and its directory disagree")
      }
      return try reader.stretch(entry.packedSize)
    } catch {
      throw error as? ZipError ?? .damaged("it ends within a record")
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
    throw ZipError.damaged("it has no directory at its end: it is cut off")
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
      throw ZipError.unsupported("it is a zip archive in several pieces")
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
      throw ZipError.damaged("its directory lies outside the file")
    }
    reader.position = start
    guard try reader.integer(UInt32.self) == 0x0606_4b50 else {
      throw ZipError.damaged("its directory's end is not where it says")
    }
    _ = try reader.stretch(12)
    let disks: (UInt32, UInt32) = (try reader.integer(), try reader.integer())
    let counts: (UInt64, UInt64) = (try reader.integer(), try reader.integer())
    guard disks == (0, 0), counts.0 == counts.1 else {
      throw ZipError.unsupported("it is a zip archive in several pieces")
    }
    return (counts.0, try reader.integer(), try reader.integer())
  }

  private static func entry(_ reader: inout ByteReader) throws -> Entry {
    guard try reader.integer(UInt32.self) == 0x0201_4b50 else {
      throw ZipError.damaged("an entry of its directory is none")
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
    guard let packedSize = Int(exactly: compressed), let size = Int(exactly: size),
      let offset = Int(exactly: offset)
    else { throw ZipError.damaged("a record is as long as no file") }
    return Entry(
      name: name, isEncrypted: flags & encrypted != 0, method: method, packedSize: packedSize, size: size,
      headerOffset: offset)
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
