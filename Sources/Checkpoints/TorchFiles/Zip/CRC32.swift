/// The checksum of zip records (ISO 3309, polynomial 0x04C11DB7), eight bytes at a step (Kounavis and Berry, "A
/// Systematic Approach to Building High Performance Software-Based CRC Generators", 2005).
func crc32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
  tables.withUnsafeBufferPointer { table in
    var remainder = UInt32.max
    var position = 0
    while position + 8 <= bytes.count {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      let mixed = Int(truncatingIfNeeded: word ^ UInt64(remainder))
      remainder = table[0x700 + (mixed & 0xff)]
      remainder ^= table[0x600 + (mixed >> 8 & 0xff)]
      remainder ^= table[0x500 + (mixed >> 16 & 0xff)]
      remainder ^= table[0x400 + (mixed >> 24 & 0xff)]
      remainder ^= table[0x300 + (mixed >> 32 & 0xff)]
      remainder ^= table[0x200 + (mixed >> 40 & 0xff)]
      remainder ^= table[0x100 + (mixed >> 48 & 0xff)]
      remainder ^= table[mixed >> 56 & 0xff]
      position += 8
    }
    for byte in bytes[position...] {
      remainder = remainder >> 8 ^ table[Int((remainder ^ UInt32(byte)) & 0xff)]
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
