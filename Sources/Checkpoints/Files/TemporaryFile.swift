internal import Foundation

/// A new file beside another, which it replaces once it is whole and on the disk.
///
/// It is removed when it goes out of scope before that.
struct TemporaryFile: ~Copyable {
  private let path: String
  private let folder: String
  private let temporaryPath: String
  private let descriptor: Int32

  init(beside path: String) throws(CheckpointError) {
    let url = URL(fileURLWithPath: path)
    self.path = path
    folder = url.deletingLastPathComponent().path
    // A short name: one that is as long as the system allows still gets its temporary file.
    let name = ".\(url.lastPathComponent.prefix(32)).\(String(UInt32.random(in: 0 ... .max), radix: 36))"
    temporaryPath = folder + "/" + name
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemReason()) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporaryPath)
  }

  /// Appends `bytes`.
  func write(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let length = Foundation.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if length < 0 && errno == EINTR { continue }
      guard length >= 0 else { throw .unwritable(path: path, reason: systemReason()) }
      rest = rest.dropFirst(length)
    }
  }

  /// Appends the bytes of an array.
  func write(_ bytes: [UInt8]) throws(CheckpointError) {
    try bytes.withUnsafeBytes { bytes in Result { () throws(CheckpointError) in try write(bytes) } }.get()
  }

  /// Waits until the file is on the disk, and gives it its name.
  func finish() throws(CheckpointError) {
    guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
      throw .unwritable(path: path, reason: systemReason())
    }
    // The name is in the folder, which goes to the disk too. Some file systems refuse that; the file is there all
    // the same.
    let place = open(folder, O_RDONLY | O_CLOEXEC)
    guard place >= 0 else { return }
    fsync(place)
    close(place)
  }
}
