internal import Files

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
    do {
      records = try Self.records(try ZipDirectory(bytes), bytes)
    } catch {
      throw TorchFileFlaw(error)
    }
  }

  private static func records(
    _ directory: ZipDirectory, _ bytes: UnsafeRawBufferPointer
  ) throws(ZipError) -> [String: Range<Int>] {
    for entry in directory.entries {
      guard !entry.isEncrypted else { throw .unsupported("its records are encrypted") }
      guard entry.method == 0 else { throw .unsupported("its records are compressed") }
      guard entry.packedSize == entry.size else { throw .damaged("a record is as long as no file") }
    }
    var records: [String: Range<Int>] = [:]
    var end = 0
    for entry in directory.entries.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      guard entry.headerOffset >= end else { throw .damaged("two of its records overlap") }
      let place = try directory.content(of: entry, in: bytes)
      end = place.upperBound
      guard end <= directory.offset else { throw .damaged("a record reaches into its directory") }
      let name = bytes.text(entry.name)
      guard records.updateValue(place, forKey: name) == nil else {
        throw .damaged("it has two records of the name \(name.quoted)")
      }
    }
    return records
  }

  /// Whether a file begins with the header of a record.
  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.starts(with: [0x50, 0x4b, 0x03, 0x04])
  }
}
