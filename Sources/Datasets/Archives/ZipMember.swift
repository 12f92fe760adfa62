internal import Foundation

/// One file in a zip archive, found by the directory at the archive's end, as a stream.
///
/// Stored and deflated files up to 4 GiB are read; the format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
enum ZipMember {
  /// Opens the first file whose name satisfies `belongs`.
  ///
  /// - Throws: `ArchiveFlaw` when there is none, or the archive is damaged or of a kind that is not read.
  static func open(in path: String, where belongs: (String) -> Bool) throws -> any ByteStream {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else {
      throw ArchiveFlaw("it cannot be read")
    }
    guard let end = endRecord(data), let count = data.number(end + 10, UInt16.self),
      var place = data.number(end + 16, UInt32.self)
    else { throw ArchiveFlaw("it is no zip archive, or cut off") }
    for _ in 0..<count {
      guard data.number(place, UInt32.self) == 0x0201_4b50, let flags = data.number(place + 8, UInt16.self),
        let method = data.number(place + 10, UInt16.self), let packed = data.number(place + 20, UInt32.self),
        let nameLength = data.number(place + 28, UInt16.self),
        let extra = data.number(place + 30, UInt16.self),
        let comment = data.number(place + 32, UInt16.self), let header = data.number(place + 42, UInt32.self),
        let name = data.text(place + 46, nameLength)
      else { throw ArchiveFlaw("its directory is damaged") }
      if belongs(name) {
        guard flags & 1 == 0, packed < UInt32.max else {
          throw ArchiveFlaw("'\(name)' is encrypted or too large")
        }
        guard data.number(header, UInt32.self) == 0x0403_4b50,
          let ownName = data.number(header + 26, UInt16.self),
          let ownExtra = data.number(header + 28, UInt16.self)
        else { throw ArchiveFlaw("'\(name)' is not where its directory says") }
        let start = header + 30 + ownName + ownExtra
        let stream = try FileStream(path, start..<start + packed)
        switch method {
        case 0: return stream
        case 8: return try InflatedStream(stream, .none)
        default: throw ArchiveFlaw("'\(name)' is compressed in a way that is not read")
        }
      }
      place += 46 + nameLength + extra + comment
    }
    throw ArchiveFlaw("it holds no such file as it should")
  }

  /// Where the record that ends every archive begins: 22 bytes, and a comment of the length that it says.
  private static func endRecord(_ data: Data) -> Int? {
    guard data.count >= 22 else { return nil }
    return (0...min(Int(UInt16.max), data.count - 22)).lazy.map { data.count - 22 - $0 }.first { place in
      data.number(place, UInt32.self) == 0x0605_4b50
        && data.number(place + 20, UInt16.self) == data.count - 22 - place
    }
  }
}

extension Data {
  /// A little-endian number; `nil` beyond the end.
  fileprivate func number<Number: FixedWidthInteger>(_ place: Int, _ type: Number.Type) -> Int? {
    guard place >= 0, place <= count - MemoryLayout<Number>.size else { return nil }
    return Int(Number(littleEndian: withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: type) }))
  }

  fileprivate func text(_ place: Int, _ length: Int) -> String? {
    guard place <= count - length else { return nil }
    return String(decoding: self[place..<place + length], as: UTF8.self)
  }
}
