/// The bytes asked for are not there.
struct EndOfBytes: Error {}

/// Takes little-endian numbers and stretches of bytes one after the other, never beyond the end.
struct ByteReader {
  let bytes: UnsafeRawBufferPointer
  /// The next byte to take.
  var position: Int

  init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  /// How many bytes are left.
  var rest: Int { bytes.count - position }

  /// The next bytes as one little-endian number.
  mutating func integer<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) throws(EndOfBytes)
    -> Number
  {
    let place = try stretch(MemoryLayout<Number>.size)
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place.lowerBound, as: Number.self))
  }

  /// Where the next `count` bytes lie.
  mutating func stretch(_ count: some BinaryInteger) throws(EndOfBytes) -> Range<Int> {
    guard let count = Int(exactly: count), count >= 0, count <= rest else { throw EndOfBytes() }
    defer { position += count }
    return position..<position + count
  }

  /// Where the next line lies, without the newline that ends it.
  mutating func line() throws(EndOfBytes) -> Range<Int> {
    let start = position
    while try integer(UInt8.self) != UInt8(ascii: "\n") {}
    return start..<position - 1
  }
}
