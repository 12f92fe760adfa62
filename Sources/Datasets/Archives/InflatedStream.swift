internal import CZlib

/// What a deflated stream was before (RFC 1951), through zlib.
///
/// Memory is bounded whatever the bytes are: two buffers and zlib's window of 32 KiB.
final class InflatedStream: ByteStream {
  /// What stands around the deflated bytes.
  enum Wrapping: Int32 {
    /// Nothing, as in a zip archive.
    case none = -15
    /// A gzip header and checksum (RFC 1952).
    case gzip = 31
  }

  private let source: any ByteStream
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  private var stream = z_stream()
  private var isFinished = false

  /// - Throws: `ArchiveFlaw` when memory is short.
  init(_ source: any ByteStream, _ wrapping: Wrapping) throws {
    self.source = source
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, wrapping.rawValue, ZLIB_VERSION, size) == Z_OK else {
      throw ArchiveFlaw("there is not enough memory to unpack it")
    }
  }

  deinit {
    inflateEnd(&stream)
    input.deallocate()
  }

  var share: Double { source.share }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let start = buffer.bindMemory(to: UInt8.self).baseAddress, !isFinished else { return 0 }
    stream.next_out = start
    stream.avail_out = UInt32(buffer.count)
    while stream.avail_out > 0, !isFinished {
      if stream.avail_in == 0 {
        stream.avail_in = UInt32(try source.read(into: input))
        stream.next_in = input.bindMemory(to: UInt8.self).baseAddress
        if stream.avail_in == 0 { throw ArchiveFlaw("it ends early") }
      }
      switch inflate(&stream, Z_NO_FLUSH) {
      case Z_OK: break
      case Z_STREAM_END: isFinished = true
      default: throw ArchiveFlaw("its compressed bytes are damaged")
      }
    }
    return buffer.count - Int(stream.avail_out)
  }
}
