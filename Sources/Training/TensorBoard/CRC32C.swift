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
