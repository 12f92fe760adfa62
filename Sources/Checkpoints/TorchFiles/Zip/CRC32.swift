/// The checksum of zip records (ISO 3309, polynomial 0x04C11DB7), eight bytes at a step (Kounavis and Berry, "A
/// Systematic Approach to Building High Performance Software-Based CRC Generators", 2005).
func crc32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
  tables.withUnsafeBufferPointer { tables in
    var remainder = UInt32.max
    var position = 0
    while position + 8 <= bytes.count {
      let word =
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        ^ UInt64(remainder)
      remainder = 0
      for index in 0..<8 { remainder ^= tables[(7 - index) * 256 + Int(word >> (8 * index) & 0xff)] }
      position += 8
    }
    for byte in bytes[position...] {
      remainder = remainder >> 8 ^ tables[Int((remainder ^ UInt32(byte)) & 0xff)]
    }
    return ~remainder
  }
}

/// For each of eight positions and each byte, what the byte leaves when that many bytes follow it.
private let tables: [UInt32] = {
  var tables = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { remainder, _ in remainder >> 1 ^ (remainder & 1 == 1 ? 0xedb8_8320 : 0) }
  }
  for index in 256..<8 * 256 {
    tables.append(tables[index - 256] >> 8 ^ tables[Int(tables[index - 256] & 0xff)])
  }
  return tables
}()
