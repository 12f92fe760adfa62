/// A tar archive read from front to back: ustar (POSIX.1-1988), with GNU's and pax' long names.
///
/// Links and devices come out as what they are, for the caller to refuse; nothing else is interpreted.
public struct TarReader {
  /// An entry's header.
  public struct Entry: Equatable {
    /// What an entry is.
    public enum Kind: Equatable {
      /// A file with content.
      case file
      /// A folder.
      case folder
      /// A link, a device or anything else.
      case other
    }

    /// The entry's path as the archive has it, which may lead anywhere.
    public let name: String
    /// What it is.
    public let kind: Kind
    /// Bytes of content.
    public let size: Int
  }

  private static let block = 512
  /// Far more than a path has.
  private static let longestName = 1 << 16

  private let stream: any ByteStream
  /// Content and padding of the last entry that are still to come.
  private var pending = 0

  /// The entries of the archive in `stream`.
  public init(_ stream: any ByteStream) { self.stream = stream }

  /// The next entry; `nil` at the end.
  ///
  /// - Throws: ``ArchiveError``.
  public mutating func next() throws -> Entry? {
    var longName: String?
    while true {
      try skip(pending)
      let header = try stream.read(Self.block)
      // Two blocks of zeros end an archive; one, or none, is taken too.
      if header.isEmpty || header.allSatisfy({ $0 == 0 }) { return nil }
      guard header.count == Self.block else { throw ArchiveError("it ends within a header") }
      try Self.check(header)
      guard let size = Self.number(header[124..<136]), size >= 0 else {
        throw ArchiveError("an entry is as long as no file")
      }
      let kind = header[156]
      pending = size + (Self.block - size % Self.block) % Self.block
      switch kind {
      case UInt8(ascii: "L"), UInt8(ascii: "x"):
        guard size <= Self.longestName else { throw ArchiveError("a name has \(size) bytes") }
        let text = try stream.read(size)
        guard text.count == size else { throw ArchiveError("it ends within a name") }
        pending -= size
        longName = kind == UInt8(ascii: "L") ? Self.text(text[...]) : try Self.path(inPax: text) ?? longName
      case UInt8(ascii: "g"):
        continue
      default:
        return Entry(name: longName ?? Self.name(header), kind: Self.kind(kind), size: size)
      }
    }
  }

  /// The next bytes of the last entry's content, at most `count`; empty at its end.
  ///
  /// - Throws: ``ArchiveError``.
  public mutating func content(of entry: Entry, from offset: Int, upTo count: Int) throws -> [UInt8] {
    let length = min(count, entry.size - offset)
    let bytes = try stream.read(length)
    guard bytes.count == length else { throw ArchiveError("it ends within '\(entry.name)'") }
    pending -= length
    return bytes
  }

  private func skip(_ count: Int) throws {
    var rest = count
    while rest > 0 {
      let passed = try stream.read(min(rest, 1 << 16)).count
      guard passed > 0 else { throw ArchiveError("it ends early") }
      rest -= passed
    }
  }

  private static func kind(_ type: UInt8) -> Entry.Kind {
    switch type {
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): .file
    case UInt8(ascii: "5"): .folder
    default: .other
    }
  }

  /// The sum of a header's bytes, its own eight counted as spaces, stands in it.
  private static func check(_ header: [UInt8]) throws {
    let sum = header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
    guard number(header[148..<156]) == sum else {
      throw ArchiveError("a header is damaged, or it is no tar archive")
    }
  }

  /// A number in octal digits, or in base 256 where the first bit is set.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    if let first = field.first, first & 0x80 != 0 {
      let digits = [first & 0x7f] + field.dropFirst()
      guard digits.dropLast(8).allSatisfy({ $0 == 0 }) else { return nil }
      return Int(exactly: digits.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
    let digits = text(field).filter { $0 != " " }
    return digits.isEmpty ? 0 : Int(digits, radix: 8)
  }

  private static func name(_ header: [UInt8]) -> String {
    let name = text(header[0..<100])
    let prefix = text(header[345..<500])
    let isUstar = header[257..<263].elementsEqual("ustar\0".utf8)
    return isUstar && !prefix.isEmpty ? prefix + "/" + name : name
  }

  private static func text(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The path in pax records, each of which is `length key=value\n`.
  private static func path(inPax records: [UInt8]) throws -> String? {
    var rest = records[...]
    var path: String?
    while let space = rest.firstIndex(of: UInt8(ascii: " ")) {
      guard let length = Int(text(rest[..<space])), length > space - rest.startIndex + 1, length <= rest.count
      else {
        throw ArchiveError("a name is damaged")
      }
      let record = text(rest[(space + 1)..<(rest.startIndex + length - 1)])
      if record.hasPrefix("path=") { path = String(record.dropFirst(5)) }
      rest = rest.dropFirst(length)
    }
    return path
  }
}
