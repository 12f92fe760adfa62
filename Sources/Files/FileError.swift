internal import Foundation

/// Why a file could not be read or written, as data; each module makes an error of its own of it.
public enum FileError: Error, Sendable, Equatable {
  /// There is no such file.
  case noSuchFile(path: String)
  /// It is a folder, a pipe or a device.
  case notAFile(path: String)
  /// It has no bytes.
  case empty(path: String)
  /// The system does not let it be read; `reason` in the system's words.
  case unreadable(path: String, reason: String)
  /// The system does not let a file be made in `folder`.
  case unwritableFolder(path: String, folder: String, reason: String)
  /// The system does not let it be written, as on a full disk.
  case unwritable(path: String, reason: String)
}

/// Checks that a path leads to a plain file: a pipe may wait for ever, and a device may never end.
///
/// - Throws: ``FileError/noSuchFile(path:)``, ``FileError/notAFile(path:)`` or ``FileError/unreadable(path:reason:)``.
public func requirePlainFile(_ path: String) throws(FileError) {
  var status = stat()
  guard stat(path, &status) == 0 else {
    let isMissing = errno == ENOENT || errno == ENOTDIR
    throw isMissing ? .noSuchFile(path: path) : .unreadable(path: path, reason: systemReason())
  }
  guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
}

/// What the system says about the call that failed last, such as "Permission denied".
public func systemReason() -> String { systemReason(errno) }

/// What the system says about a number that `errno` can have.
public func systemReason(_ code: Int32) -> String { String(cString: strerror(code)) }
