internal import Files

/// Writes a zip archive of stored records, each of which begins at a multiple of 64 bytes, as PyTorch's do.
struct ZipWriter: ~Copyable {
  private static let alignment = 64

  private let file: TemporaryFile
  private let path: String
  private var offset = 0
  private var directory: [UInt8] = []
  private var count: UInt16 = 0

  /// An archive that replaces the file at `path` when it is finished.
  init(_ path: String) throws(CheckpointError) {
    do { file = try TemporaryFile(beside: path) } catch { throw CheckpointError(error) }
    self.path = path
  }

  /// Appends a record.
  ///
  /// - Throws: ``CheckpointError/unwritable(path:reason:)``, also beyond 4 GiB or 65,535 records.
  mutating func add(_ name: String, _ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
    // A header of 30 bytes, the name, and an extra field that fills up to the alignment; its own head takes four.
    let unpadded = offset + 30 + name.utf8.count + 4
    let padding = (Self.alignment - unpadded % Self.alignment) % Self.alignment
    guard UInt32(exactly: unpadded + padding + bytes.count) != nil, count < .max else {
      throw .unwritable(path: path, reason: "a zip checkpoint ends at 4 GiB; write safetensors")
    }
    let size = UInt32(bytes.count)
    // Version 2.0, names in UTF-8, stored, 1 January 1980.
    var facts: [UInt8] = []
    for number: UInt16 in [20, 1 << 11, 0, 0, 0x21] { facts.append(littleEndian: number) }
    for number in [crc32(bytes), size, size] { facts.append(littleEndian: number) }
    facts.append(littleEndian: UInt16(name.utf8.count))

    var header: [UInt8] = []
    header.append(littleEndian: UInt32(0x0403_4b50))
    header += facts
    header.append(littleEndian: UInt16(4 + padding))
    header += name.utf8
    // The field "FB" is the one that PyTorch pads with.
    for number in [0x4246, UInt16(padding)] { header.append(littleEndian: number) }
    header += [UInt8](repeating: 0, count: padding)

    directory.append(littleEndian: UInt32(0x0201_4b50))
    directory.append(littleEndian: UInt16(20))
    directory += facts
    directory += [UInt8](repeating: 0, count: 12)
    directory.append(littleEndian: UInt32(offset))
    directory += name.utf8

    do {
      try file.write(header)
      try file.write(bytes)
    } catch {
      throw CheckpointError(error)
    }
    offset += header.count + bytes.count
    count += 1
  }

  /// Appends a record of bytes in an array.
  mutating func add(_ name: String, _ bytes: [UInt8]) throws(CheckpointError) {
    try bytes.withUnsafeBytes { bytes in Result { () throws(CheckpointError) in try add(name, bytes) } }.get()
  }

  /// Writes the directory, and gives the file its name.
  consuming func finish() throws(CheckpointError) {
    var end = directory
    end.append(littleEndian: UInt32(0x0605_4b50))
    for number in [0, 0, count, count] { end.append(littleEndian: number) }
    for number in [UInt32(directory.count), UInt32(offset)] { end.append(littleEndian: number) }
    end.append(littleEndian: UInt16(0))
    do {
      try file.write(end)
      try file.finish()
    } catch {
      throw CheckpointError(error)
    }
  }
}

extension [UInt8] {
  /// Appends a number, its lowest byte first.
  mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}
