import Files
import Foundation

/// A file of records as TensorFlow frames them (TFRecord): the data's length (8 bytes), the length's checksum (4), the
/// data, its checksum (4); all little-endian.
final class RecordFile {
  /// Whether there was no whole record when it was opened.
  let wasEmpty: Bool
  private let path: String
  private let descriptor: Int32

  /// Opens a file to write after its last whole record, or makes it. What a killed run left of a record is cut off.
  ///
  /// - Throws: `TrainingError.cannotWrite`.
  init(appendingTo path: String) throws(TrainingError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    let sound = Self.soundLength(of: FileManager.default.contents(atPath: path) ?? Data())
    wasEmpty = sound == 0
    guard descriptor >= 0, ftruncate(descriptor, off_t(sound)) == 0, lseek(descriptor, 0, SEEK_END) >= 0
    else {
      throw Self.failure(path)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Adds a record.
  ///
  /// - Throws: `TrainingError.cannotWrite`, as on a full disk; what was written of the record is cut off again.
  func append(_ data: [UInt8]) throws(TrainingError) {
    let record = Self.framed(data)
    let start = lseek(descriptor, 0, SEEK_CUR)
    guard record.withUnsafeBytes({ writeAll($0, to: descriptor) }) else {
      let failure = Self.failure(path)
      if start >= 0, ftruncate(descriptor, start) == 0 { lseek(descriptor, start, SEEK_SET) }
      throw failure
    }
  }

  /// A record of `data`.
  static func framed(_ data: [UInt8]) -> [UInt8] {
    let length = bytes(UInt64(data.count))
    return length + bytes(maskedCRC32C(length)) + data + bytes(maskedCRC32C(data))
  }

  /// The data of the records at the beginning of `content` whose checksums are right.
  static func records(in content: Data) -> [Data] {
    var records: [Data] = []
    forEachRecord(in: content) { records.append($0) }
    return records
  }

  /// The bytes up to the end of the last of those records.
  private static func soundLength(of content: Data) -> Int {
    var length = 0
    forEachRecord(in: content) { length += $0.count + overhead }
    return length
  }

  /// The bytes of a record beside its data.
  private static let overhead = 16

  private static func forEachRecord(in content: Data, _ body: (Data) -> Void) {
    var rest = content[...]
    while rest.count >= overhead {
      let header = rest.prefix(8)
      guard let count = Int(exactly: number(header, UInt64.self)), count <= rest.count - overhead,
        number(rest.dropFirst(8), UInt32.self) == maskedCRC32C(header)
      else { return }
      let data = rest.dropFirst(12).prefix(count)
      guard number(rest.dropFirst(12 + count), UInt32.self) == maskedCRC32C(data) else { return }
      body(data)
      rest = rest.dropFirst(overhead + count)
    }
  }

  private static func number<Number: FixedWidthInteger>(_ bytes: Data, _ type: Number.Type) -> Number {
    bytes.prefix(Number.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private static func failure(_ path: String) -> TrainingError {
    .cannotWrite(file: path, reason: systemReason())
  }
}

/// The checksum of TensorFlow's records: CRC-32C (Castagnoli et al. 1993, polynomial 0x1EDC6F41).
func crc32c(_ bytes: some Sequence<UInt8>) -> UInt32 {
  ~bytes.reduce(UInt32.max) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xff)] }
}

/// The checksum as TensorFlow stores it, so that a record may hold records: turned right by 15 bits and moved.
func maskedCRC32C(_ bytes: some Sequence<UInt8>) -> UInt32 {
  let crc = crc32c(bytes)
  return (crc >> 15 | crc << 17) &+ 0xa282_ead8
}

/// What each byte leaves.
private let table: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { remainder, _ in remainder >> 1 ^ (remainder & 1 == 1 ? 0x82f6_3b78 : 0) }
}
