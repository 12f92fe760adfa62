import Files
import Foundation

/// An open file, read from front to back and closed when it goes out of scope.
struct FileReader: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Size in bytes; 0 for what has none, such as a pipe.
  private let byteCount: Int

  init(_ path: String) throws(ImageError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == EMFILE || errno == ENFILE { throw .tooManyOpenFiles(path: path) }
      if errno == ENOMEM { throw .outOfMemory(path: path) }
      let isMissing = errno == ENOENT || errno == ENOTDIR
      throw isMissing ? .noSuchFile(path: path) : .unreadable(path: path, reason: systemReason())
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw .isFolder(path: path)
    }
    self.path = path
    self.descriptor = descriptor
    byteCount = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
  }

  deinit { close(descriptor) }

  /// The whole content, at most `limit` bytes.
  func readAll(limit: Int) throws(ImageError) -> [UInt8] {
    guard byteCount <= limit else { throw .fileTooLarge(path: path, bytes: byteCount, limit: limit) }
    guard byteCount == 0 else { return try read(upTo: byteCount) }
    var bytes: [UInt8] = []
    while true {
      let chunk = try read(upTo: 1 << 20)
      if chunk.isEmpty { return bytes }
      bytes += chunk
      guard bytes.count <= limit else { throw .fileTooLarge(path: path, bytes: bytes.count, limit: limit) }
    }
  }

  /// The next `count` bytes, fewer only at the end of the file.
  func read(upTo count: Int) throws(ImageError) -> [UInt8] {
    var failure: ImageError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let start = buffer.baseAddress else { return }
      while filled < count {
        let length = Foundation.read(descriptor, start + filled, count - filled)
        if length < 0 && errno == EINTR { continue }
        if length < 0 { failure = .unreadable(path: path, reason: systemReason()) }
        if length <= 0 { return }
        filled += length
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Passes over `count` bytes without reading them.
  func skip(_ count: Int) { lseek(descriptor, off_t(count), SEEK_CUR) }

  /// Goes on reading at a place counted from the start.
  func seek(to offset: Int) { lseek(descriptor, off_t(offset), SEEK_SET) }
}
