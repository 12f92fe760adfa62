internal import Foundation

/// A file's bytes in memory, fetched by the system as they are touched.
///
/// The map is private: writing to it copies the page and never reaches the file, so tensors over it can be trained.
/// It has the size that the file had when it was opened. Should another program cut the file shorter in place, the
/// system ends this one (SIGBUS) at the first touch of what is gone; a file replaced by renaming, as Reverie does it,
/// leaves the map whole.
public final class MappedFile {
  /// Where it lies.
  public let path: String
  /// All of its bytes; at least one.
  public let bytes: UnsafeRawBufferPointer

  /// Maps the file at `path`.
  ///
  /// - Throws: ``FileError`` when it is no plain file, cannot be read, or is empty.
  public init(_ path: String) throws(FileError) {
    // Without O_NONBLOCK the opening of a pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? .noSuchFile(path: path) : .unreadable(path: path, reason: systemReason())
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .notAFile(path: path)
    }
    let count = Int(status.st_size)
    guard count > 0 else { throw .empty(path: path) }
    let map = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0)
    guard let map, map != MAP_FAILED else { throw .unreadable(path: path, reason: systemReason()) }
    self.path = path
    bytes = UnsafeRawBufferPointer(start: map, count: count)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
