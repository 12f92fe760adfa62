internal import CZlib
internal import Files
internal import Foundation

/// Bytes that come one piece after the other.
public protocol ByteStream: AnyObject {
  /// Fills `buffer` from its beginning with the next bytes; fewer than it holds only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
  /// The share of the file below that has been read, 0…1.
  var share: Double { get }
}

extension ByteStream {
  /// The next `count` bytes, fewer only at the end.
  ///
  /// - Throws: ``ArchiveError``.
  public func read(_ count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = try read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }
}

/// A stretch of a file.
public final class FileStream: ByteStream {
  private let file: FileHandle
  private let count: Int
  private var rest: Int

  /// The bytes of the file at `path`, or a stretch of them.
  ///
  /// - Throws: ``ArchiveError`` when the file cannot be opened or has not the stretch.
  public init(_ path: String, _ stretch: Range<Int>? = nil) throws {
    guard let file = FileHandle(forReadingAtPath: path), let size = try? file.seekToEnd() else {
      throw ArchiveError("it cannot be read")
    }
    let stretch = stretch ?? 0..<Int(size)
    guard stretch.upperBound <= Int(size) else { throw ArchiveError("it ends early") }
    try file.seek(toOffset: UInt64(stretch.lowerBound))
    self.file = file
    count = stretch.count
    rest = count
  }

  deinit { try? file.close() }

  /// The share of the stretch that has been read, 0…1.
  public var share: Double { count > 0 ? 1 - Double(rest) / Double(count) : 1 }

  /// Fills `buffer` from its beginning with the next bytes; fewer than it holds only at the end.
  ///
  /// - Throws: ``ArchiveError``.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < min(buffer.count, rest) {
      let space = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<min(buffer.count, rest)])
      let length = Foundation.read(file.fileDescriptor, space.baseAddress, space.count)
      if length < 0 && errno == EINTR { continue }
      guard length > 0 else { throw ArchiveError("it cannot be read to its end") }
      filled += length
    }
    rest -= filled
    return filled
  }
}

/// What a deflated stream was before (RFC 1951), through zlib.
///
/// Memory is bounded whatever the bytes are: two buffers and zlib's window of 32 KiB.
public final class InflatedStream: ByteStream {
  /// What stands around the deflated bytes.
  public enum Wrapping: Int32 {
    /// Nothing, as in a zip archive.
    case none = -15
    /// A gzip header and checksum (RFC 1952).
    case gzip = 31
  }

  private let source: any ByteStream
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  private var stream = z_stream()
  private var isFinished = false

  /// The inflated bytes of `source`.
  ///
  /// - Throws: ``ArchiveError`` when memory is short.
  public init(_ source: any ByteStream, _ wrapping: Wrapping) throws {
    self.source = source
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, wrapping.rawValue, ZLIB_VERSION, size) == Z_OK else {
      throw ArchiveError("there is not enough memory to unpack it")
    }
  }

  deinit {
    inflateEnd(&stream)
    input.deallocate()
  }

  /// The share of the deflated file that has been read, 0…1.
  public var share: Double { source.share }

  /// Fills `buffer` from its beginning with the next bytes; fewer than it holds only at the end.
  ///
  /// - Throws: ``ArchiveError``.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let start = buffer.bindMemory(to: UInt8.self).baseAddress, !isFinished else { return 0 }
    stream.next_out = start
    stream.avail_out = UInt32(buffer.count)
    while stream.avail_out > 0, !isFinished {
      if stream.avail_in == 0 {
        stream.avail_in = UInt32(try source.read(into: input))
        stream.next_in = input.bindMemory(to: UInt8.self).baseAddress
        if stream.avail_in == 0 { throw ArchiveError("it ends early") }
      }
      switch inflate(&stream, Z_NO_FLUSH) {
      case Z_OK: break
      case Z_STREAM_END: isFinished = true
      default: throw ArchiveError("its compressed bytes are damaged")
      }
    }
    return buffer.count - Int(stream.avail_out)
  }
}

/// One file in a zip archive, found by the directory at the archive's end, as a stream.
public enum ZipMember {
  /// Opens the first file whose name satisfies `belongs`; it may be stored or deflated.
  ///
  /// - Throws: ``ArchiveError`` when there is none, or the archive is damaged or of a kind that is not read.
  public static func open(in path: String, where belongs: (String) -> Bool) throws -> any ByteStream {
    do {
      let file = try MappedFile(path)
      let directory = try ZipDirectory(file.bytes)
      guard let entry = directory.entries.first(where: { belongs(file.bytes.text($0.name)) }) else {
        throw ArchiveError("it holds no such file as it should")
      }
      let name = file.bytes.text(entry.name)
      guard !entry.isEncrypted else { throw ArchiveError("'\(name)' is encrypted") }
      let stream = try FileStream(path, directory.content(of: entry, in: file.bytes))
      switch entry.method {
      case 0: return stream
      case 8: return try InflatedStream(stream, .none)
      default: throw ArchiveError("'\(name)' is compressed in a way that is not read")
      }
    } catch is FileError {
      throw ArchiveError("it cannot be read")
    } catch ZipError.damaged(let reason), ZipError.unsupported(let reason) {
      throw ArchiveError(reason)
    }
  }
}

/// What is wrong with an archive, in words that follow its name.
public struct ArchiveError: Error, Equatable {
  /// What is wrong.
  public let reason: String

  /// An error for that reason.
  public init(_ reason: String) { self.reason = reason }
}
