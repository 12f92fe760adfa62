internal import CZlib
internal import Foundation

/// Where the pictures lie in a cache file, and what proves that it is whole and of these pictures.
///
/// The file: the pictures' bytes `[H, W, 3]` in any order; an entry of 24 bytes for each sample, in the samples' order;
/// at the end the fingerprint, the checksum of entries and fingerprint, the version, and how many samples there are.
/// Numbers are little-endian. A file that is cut off has another end.
struct CacheIndex: Sendable {
  /// Where a picture lies; one of no pixels could not be read when the cache was made.
  struct Entry: Sendable, Equatable {
    var offset: UInt64 = 0
    var width: UInt32 = 0, height: UInt32 = 0
    var checksum: UInt32 = 0

    static let byteCount = 24

    /// The picture's bytes.
    var count: Int { Int(width) * Int(height) * 3 }
  }

  private static let magic = "reverie pictures"
  private static let version: UInt32 = 1
  private static let fingerprintCount = 64
  private static let endCount = fingerprintCount + 4 + 4 + 8 + magic.utf8.count

  var entries: [Entry]
  /// What the pictures and their sizes are, 64 characters.
  let fingerprint: String

  init(entries: [Entry], fingerprint: String) {
    precondition(fingerprint.utf8.count == Self.fingerprintCount, "a fingerprint is a SHA-256 in hexadecimal")
    self.entries = entries
    self.fingerprint = fingerprint
  }

  /// What follows the pictures in the file.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.count * Entry.byteCount + Self.endCount)
    for entry in entries {
      bytes.append(littleEndian: entry.offset)
      for number in [entry.width, entry.height, entry.checksum, 0] { bytes.append(littleEndian: number) }
    }
    bytes += fingerprint.utf8
    bytes.append(littleEndian: checksum(of: bytes))
    bytes.append(littleEndian: Self.version)
    bytes.append(littleEndian: UInt64(entries.count))
    return bytes + Self.magic.utf8
  }

  /// Reads the index of a file for `count` samples with that fingerprint; `nil` when it is of others, cut off, or damaged.
  init?(of file: borrowing CacheFile, samples count: Int, fingerprint: String) {
    let size = file.byteCount
    let length = count * Entry.byteCount + Self.endCount
    guard size >= length, let bytes = file.read(at: size - length, count: length) else { return nil }
    let signed = count * Entry.byteCount + Self.fingerprintCount
    let entries = (0..<count).map { index in
      let start = index * Entry.byteCount
      return Entry(
        offset: bytes.number(at: start), width: bytes.number(at: start + 8),
        height: bytes.number(at: start + 12), checksum: bytes.number(at: start + 16))
    }
    guard bytes.suffix(Self.magic.utf8.count).elementsEqual(Self.magic.utf8),
      bytes.number(at: signed + 4) == Self.version, bytes.number(at: signed + 8) == UInt64(count),
      bytes.number(at: signed) == checksum(of: bytes[..<signed]),
      bytes[count * Entry.byteCount..<signed].elementsEqual(fingerprint.utf8),
      entries.allSatisfy({ $0.lies(within: size - length) })
    else { return nil }
    self.init(entries: entries, fingerprint: fingerprint)
  }
}

extension CacheIndex.Entry {
  /// Whether the picture lies within so many bytes.
  fileprivate func lies(within limit: Int) -> Bool {
    let (pixels, overflows) = UInt64(width).multipliedReportingOverflow(by: UInt64(height))
    guard !overflows, pixels <= UInt64(limit) / 3 else { return false }
    return offset <= UInt64(limit) && 3 * pixels <= UInt64(limit) - offset
  }
}

/// The CRC-32 of bytes, as zlib computes it.
func checksum(of bytes: some Collection<UInt8>) -> UInt32 {
  func sum(_ buffer: UnsafeBufferPointer<UInt8>) -> UInt32 {
    UInt32(truncatingIfNeeded: crc32_z(0, buffer.baseAddress, buffer.count))
  }
  return bytes.withContiguousStorageIfAvailable(sum) ?? Array(bytes).withUnsafeBufferPointer(sum)
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }

  fileprivate func number<Number: FixedWidthInteger>(at place: Int) -> Number {
    Number(littleEndian: withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Number.self) })
  }
}

/// An open file that many threads read at places of their own.
///
/// It is read, not mapped: the bytes come from the same pages of memory, and a file that is cut shorter by somebody, or
/// a disk that fails, is an answer here and would be the end of the process there (SIGBUS).
struct CacheFile: ~Copyable, Sendable {
  private let descriptor: Int32
  /// The size when it was opened.
  let byteCount: Int

  /// `nil` when there is no such file, or it cannot be read.
  init?(_ path: String) {
    // Without O_NONBLOCK the opening of a pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// So many bytes from a place on; `nil` when they are not there.
  func read(at offset: Int, count: Int) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let start = buffer.baseAddress else { return }
      while filled < count {
        let length = pread(descriptor, start + filled, count - filled, off_t(offset + filled))
        if length < 0 && errno == EINTR { continue }
        if length <= 0 { return }
        filled += length
      }
    }
    return bytes.count == count ? bytes : nil
  }
}
