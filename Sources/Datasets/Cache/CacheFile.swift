internal import Foundation

/// An open file that many threads read at places of their own.
///
/// It is read, not mapped: the bytes come from the same pages of memory, and a file that is cut shorter by somebody, or
/// a disk that fails, is an answer here and would be the end of the process there (SIGBUS).
struct CacheFile: ~Copyable, Sendable {
  private let descriptor: Int32
  /// The size when it was opened.
  let byteCount: Int

  /// `nil` when there is no such file, or it cannot be read.
  init?(_ path: String) {
    // Without O_NONBLOCK the opening of a pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// So many bytes from a place on; `nil` when they are not there.
  func read(at offset: Int, count: Int) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let start = buffer.baseAddress else { return }
      while filled < count {
        let length = pread(descriptor, start + filled, count - filled, off_t(offset + filled))
        if length < 0 && errno == EINTR { continue }
        if length <= 0 { return }
        filled += length
      }
    }
    return bytes.count == count ? bytes : nil
  }
}
