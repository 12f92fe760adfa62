/// The bytes asked for are not there.
public struct EndOfBytes: Error {}

/// Takes little-endian numbers and stretches of bytes one after the other, never beyond the end.
public struct ByteReader {
  /// What is read.
  public let bytes: UnsafeRawBufferPointer
  /// The next byte to take.
  public var position: Int

  /// A reader of `bytes` that begins at `position`.
  public init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  /// How many bytes are left.
  public var rest: Int { bytes.count - position }

  /// The next bytes as one little-endian number.
  ///
  /// - Throws: ``EndOfBytes``, as all that follow.
  public mutating func integer<Number: FixedWidthInteger>(_ type: Number.Type = Number.self)
    throws(EndOfBytes)
    -> Number
  {
    let place = try stretch(MemoryLayout<Number>.size)
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place.lowerBound, as: Number.self))
  }

  /// Where the next `count` bytes lie.
  public mutating func stretch(_ count: some BinaryInteger) throws(EndOfBytes) -> Range<Int> {
    guard let count = Int(exactly: count), count >= 0, count <= rest else { throw EndOfBytes() }
    defer { position += count }
    return position..<position + count
  }

  /// Where the next line lies, without the newline that ends it.
  public mutating func line() throws(EndOfBytes) -> Range<Int> {
    let start = position
    while try integer(UInt8.self) != UInt8(ascii: "\n") {}
    return start..<position - 1
  }
}

extension UnsafeRawBufferPointer {
  /// The text at `place`, cut after 1,024 bytes, as UTF-8, or as Latin-1 where it is not that.
  public func text(_ place: Range<Int>) -> String {
    let bytes = self[place.prefix(1024)]
    return String(validating: bytes, as: UTF8.self)
      ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}
