internal import Files
internal import Foundation

/// What has come of a download so far, kept under a hidden name so that a later attempt can go on from there.
///
/// One process at a time holds it, until it is closed.
public final class PartialFile {
  /// Where it lies.
  public let path: String
  /// Its size in bytes.
  public private(set) var count: Int

  private let descriptor: Int32

  /// Opens or makes the partial file of the file `name` in `folder`.
  ///
  /// - Throws: ``DownloadError/busy(name:)`` when another process holds it, ``DownloadError/unwritable(path:reason:)``,
  ///   ``DownloadError/notAFile(path:)``.
  public init(of name: String, in folder: String) throws(DownloadError) {
    path = "\(folder)/.\(name).partial"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw DownloadError.unwritable(path: path, reason: systemReason()) }
    var status = stat()
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      Foundation.close(descriptor)
      throw DownloadError.busy(name: name)
    }
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      lseek(descriptor, 0, SEEK_END) >= 0
    else {
      Foundation.close(descriptor)
      throw DownloadError.notAFile(path: path)
    }
    count = Int(status.st_size)
  }

  /// Appends `bytes`.
  func append(_ bytes: UnsafeRawBufferPointer) throws(DownloadError) {
    guard writeAll(bytes, to: descriptor) else { throw .unwritable(path: path, reason: systemReason()) }
    count += bytes.count
  }

  /// Forgets what has come.
  public func empty() throws(DownloadError) {
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw .unwritable(path: path, reason: systemReason())
    }
    count = 0
  }

  /// Takes the file away.
  public func remove() { unlink(path) }

  /// Lets go of the file, which vanishes when it is empty. Nothing can be done with it afterwards.
  public func close() {
    if count == 0 { remove() }
    // Closing alone would leave the lock with a process that is being started, until it has taken its own shape.
    flock(descriptor, LOCK_UN)
    Foundation.close(descriptor)
  }
}
