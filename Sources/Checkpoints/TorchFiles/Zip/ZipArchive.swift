/// Where the records of a zip archive lie, all of them stored as they are.
///
/// The archive must be of one piece, as PyTorch writes it: what the directory at its end says about a record agrees
/// with the header in front of it, no two records overlap, and none is compressed or encrypted. Checksums are not
/// looked at, as PyTorch does not: `torch.serialization.set_crc32_options` leaves them out of sound files. The format:
/// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
struct ZipArchive {
  /// The bytes of each record in the file, by its name.
  let records: [String: Range<Int>]

  init(_ bytes: UnsafeRawBufferPointer) throws(TorchFileFlaw) {
    let directory = try ZipDirectory(bytes)
    var records: [String: Range<Int>] = [:]
    var end = 0
    for entry in directory.entries.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      guard entry.headerOffset >= end else { throw .damaged("two of its records overlap") }
      let place = try Self.place(of: entry, in: bytes)
      end = place.upperBound
      guard end <= directory.offset else { throw .damaged("a record reaches into its directory") }
      let name = bytes.text(entry.name)
      guard records.updateValue(place, forKey: name) == nil else {
        throw .damaged("it has two records of the name \(name.quoted)")
      }
    }
    self.records = records
  }

  /// Whether a file begins with the header of a record.
  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.starts(with: [0x50, 0x4b, 0x03, 0x04])
  }

  /// Where a record's content lies, by the header in front of it, which must agree with the directory.
  private static func place(
    of entry: ZipDirectory.Entry, in bytes: UnsafeRawBufferPointer
  ) throws(TorchFileFlaw) -> Range<Int> {
    do {
      var reader = ByteReader(bytes, at: entry.headerOffset)
      guard try reader.integer(UInt32.self) == 0x0403_4b50 else {
        throw TorchFileFlaw.damaged("a record has no header")
      }
      _ = try reader.integer(UInt16.self)
      let (flags, method): (UInt16, UInt16) = (try reader.integer(), try reader.integer())
      _ = try reader.stretch(8)
      let sizes: [UInt32] = [try reader.integer(), try reader.integer()]
      let (nameLength, extraLength): (UInt16, UInt16) = (try reader.integer(), try reader.integer())
      let name = try reader.stretch(nameLength)
      _ = try reader.stretch(extraLength)
      // Sizes that follow the content stand as zeros here, those beyond 32 bits as ones.
      let follow = flags & ZipDirectory.sizesFollow != 0
      let sizesAgree = sizes.allSatisfy { $0 == entry.size || $0 == .max || ($0 == 0 && follow) }
      guard bytes[name].elementsEqual(bytes[entry.name]), method == entry.method, sizesAgree else {
        throw TorchFileFlaw.damaged("the record \(bytes.text(entry.name).quoted) and its directory disagree")
      }
      return try reader.stretch(entry.size)
    } catch {
      throw error as? TorchFileFlaw ?? .damaged("it ends within a record")
    }
  }
}
