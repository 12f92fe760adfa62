import Foundation

/// Writes a file under another name in the same folder, and gives it its own name once it is safely on the disk.
func writeAtomically(_ bytes: [UInt8], to path: String) throws(ImageError) {
  try OutputFile.checkPlace(path)
  let file = try TemporaryFile(beside: path)
  try file.write(bytes)
  try file.rename(to: path)
}

/// A new file in the folder of another; removed when it goes out of scope without having been renamed.
struct TemporaryFile: ~Copyable {
  private let path: String
  private let temporaryPath: String
  private let descriptor: Int32

  init(beside path: String) throws(ImageError) {
    let name = URL(fileURLWithPath: path).lastPathComponent
    let folder = OutputFile.folder(of: path)
    // A short name: one that is as long as the system allows still gets its temporary file.
    temporaryPath = folder + "/." + name.prefix(32) + "." + String(UInt32.random(in: 0 ... .max), radix: 36)
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    self.path = path
    guard descriptor >= 0 else {
      throw .unwritableFolder(path: path, folder: folder, reason: systemReason())
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporaryPath)
  }

  func write(_ bytes: [UInt8]) throws(ImageError) {
    var written = 0
    while written < bytes.count {
      let length = bytes.withUnsafeBytes { buffer in
        Foundation.write(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if length < 0 && errno == EINTR { continue }
      guard length >= 0 else { throw .unwritable(path: path, reason: systemReason()) }
      written += length
    }
    guard fsync(descriptor) == 0 else { throw .unwritable(path: path, reason: systemReason()) }
  }

  func rename(to path: String) throws(ImageError) {
    guard Foundation.rename(temporaryPath, path) == 0 else {
      throw .unwritable(path: path, reason: systemReason())
    }
  }
}
