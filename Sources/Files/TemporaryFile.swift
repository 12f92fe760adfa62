internal import Foundation

/// A new file beside another, which it replaces once it is whole and on the disk.
///
/// A link stays: the file that it leads to is replaced. What is replaced passes on its permissions.
/// It is removed when it goes out of scope before that.
public struct TemporaryFile: ~Copyable {
  private let path: String
  private let temporaryPath: String
  private let descriptor: Int32

  /// Makes a hidden file in the folder of `path`.
  ///
  /// - Throws: ``FileError/unwritableFolder(path:folder:reason:)``.
  public init(beside path: String) throws(FileError) {
    let path = target(ofLink: path) ?? path
    self.path = path
    temporaryPath = temporaryName(beside: path)
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .unwritableFolder(path: path, folder: folder(ofFile: path), reason: systemReason())
    }
    var status = stat()
    if stat(path, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporaryPath)
  }

  /// Appends `bytes`.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    guard writeAll(bytes, to: descriptor) else { throw .unwritable(path: path, reason: systemReason()) }
  }

  /// Appends the bytes of an array.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    try bytes.withUnsafeBytes { bytes in Result { () throws(FileError) in try write(bytes) } }.get()
  }

  /// Waits until the file is on the disk, and gives it its name.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public func finish() throws(FileError) {
    guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
      throw .unwritable(path: path, reason: systemReason())
    }
    // The name is in the folder, which goes to the disk too. Some file systems refuse that; the file is there all the
    // same.
    let place = open(folder(ofFile: path), O_RDONLY | O_CLOEXEC)
    guard place >= 0 else { return }
    fsync(place)
    close(place)
  }
}

/// Writes `bytes` where an open file stands, until they are written or the system refuses; `errno` then says why.
public func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let length = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
    if length < 0 && errno == EINTR { continue }
    guard length >= 0 else { return false }
    rest = rest.dropFirst(length)
  }
  return true
}

/// Where a symbolic link leads to in the end; `nil` for what is none, or leads nowhere.
private func target(ofLink path: String) -> String? {
  var status = stat()
  guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, let real = realpath(path, nil) else {
    return nil
  }
  defer { free(real) }
  return String(cString: real)
}
