/// A text in a PNG, as an `iTXt` chunk: the one kind whose text is UTF-8 (PNG specification, section 11.3.3.4).
enum PNGText {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Keyword, "not compressed", compression method, and no language and no translated keyword.
  private static let prefix = Array(ImageMetadata.keyword.utf8) + [0, 0, 0, 0, 0]

  /// Chunks end after the first one, `IHDR`: signature, then length, type, 13 bytes of data and checksum.
  private static let headerEnd = 8 + 4 + 4 + 13 + 4

  /// The longest text that is read back, in bytes; protects from a file that declares gigabytes.
  private static let maximumLength = 1 << 24

  static func inserting(_ text: String, into png: [UInt8]) -> [UInt8] {
    let content = Array("iTXt".utf8) + prefix + Array(text.utf8)
    let length = bigEndian(UInt32(content.count - 4))
    return png[..<headerEnd] + length + content + bigEndian(checksum(content)) + png[headerEnd...]
  }

  /// Looks through the chunks of a file whose signature has been read.
  static func find(in file: borrowing FileReader) throws(ImageError) -> String? {
    while true {
      let start = try file.read(upTo: 8)
      guard start.count == 8, !start.ends(with: "IEND".utf8) else { return nil }
      let length = start.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      guard start.ends(with: "iTXt".utf8), length <= maximumLength else {
        file.skip(length + 4)
        continue
      }
      let content = try file.read(upTo: length)
      file.skip(4)
      if content.count == length, content.starts(with: prefix) {
        return String(validating: content.dropFirst(prefix.count), as: UTF8.self)
      }
    }
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }

  /// CRC-32 as the PNG specification defines it in annex D.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var remainder = UInt32.max
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
      }
    }
    return ~remainder
  }
}

extension [UInt8] {
  fileprivate func ends(with other: some BidirectionalCollection<UInt8>) -> Bool {
    suffix(other.count).elementsEqual(other)
  }
}
