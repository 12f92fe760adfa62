internal import Foundation

/// What has come of a download so far, kept under a hidden name so that a later attempt can go on from there.
///
/// One process at a time holds it, until it is closed.
final class PartialFile {
  /// Where it lies.
  let path: String
  /// Its size in bytes.
  private(set) var count: Int

  private let descriptor: Int32

  /// Opens or makes the partial file of the model `name` in `folder`.
  ///
  /// - Throws: ``PullError/busy(name:)`` when another process holds it, ``CheckpointError/unwritable(path:reason:)``.
  init(of name: String, in folder: String) throws {
    path = "\(folder)/.\(name).partial"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw CheckpointError.unwritable(path: path, reason: systemReason()) }
    var status = stat()
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      Foundation.close(descriptor)
      throw PullError.busy(name: name)
    }
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      lseek(descriptor, 0, SEEK_END) >= 0
    else {
      Foundation.close(descriptor)
      throw CheckpointError.notAFile(path: path)
    }
    count = Int(status.st_size)
  }

  /// Appends `bytes`.
  func append(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let length = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if length < 0 && errno == EINTR { continue }
      guard length >= 0 else { throw .unwritable(path: path, reason: systemReason()) }
      count += length
      rest = rest.dropFirst(length)
    }
  }

  /// Forgets what has come.
  func empty() throws(CheckpointError) {
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw .unwritable(path: path, reason: systemReason())
    }
    count = 0
  }

  /// Takes the file away.
  func remove() { unlink(path) }

  /// Lets go of the file, which vanishes when it is empty. Nothing can be done with it afterwards.
  func close() {
    if count == 0 { remove() }
    // Closing alone would leave the lock with a process that is being started, until it has taken its own shape.
    flock(descriptor, LOCK_UN)
    Foundation.close(descriptor)
  }
}
