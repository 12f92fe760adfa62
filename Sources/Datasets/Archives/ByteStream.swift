internal import Foundation

/// Bytes that come one piece after the other.
protocol ByteStream: AnyObject {
  /// Fills `buffer` from its beginning with the next bytes; fewer than it holds only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
  /// The share of the file below that has been read, 0…1.
  var share: Double { get }
}

extension ByteStream {
  /// The next `count` bytes, fewer only at the end.
  func read(_ count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = try read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }
}

/// A stretch of a file.
final class FileStream: ByteStream {
  private let file: FileHandle
  private let count: Int
  private var rest: Int

  /// - Throws: `ArchiveFlaw` when the file cannot be opened or has not the stretch.
  init(_ path: String, _ stretch: Range<Int>? = nil) throws {
    guard let file = FileHandle(forReadingAtPath: path), let size = try? file.seekToEnd() else {
      throw ArchiveFlaw("it cannot be read")
    }
    let stretch = stretch ?? 0..<Int(size)
    guard stretch.upperBound <= Int(size) else { throw ArchiveFlaw("it ends early") }
    try file.seek(toOffset: UInt64(stretch.lowerBound))
    self.file = file
    count = stretch.count
    rest = count
  }

  deinit { try? file.close() }

  var share: Double { count > 0 ? 1 - Double(rest) / Double(count) : 1 }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < min(buffer.count, rest) {
      let space = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<min(buffer.count, rest)])
      let length = Foundation.read(file.fileDescriptor, space.baseAddress, space.count)
      if length < 0 && errno == EINTR { continue }
      guard length > 0 else { throw ArchiveFlaw("it cannot be read to its end") }
      filled += length
    }
    rest -= filled
    return filled
  }
}
