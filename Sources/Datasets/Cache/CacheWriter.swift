internal import Files
internal import Foundation

/// A cache that is being written, under a hidden name that it loses when it is whole. One process at a time holds it; what
/// a killed one left is written over.
final class CacheWriter: @unchecked Sendable {
  private let path: String
  private let folder: String
  private let temporaryPath: String
  private let descriptor: Int32
  private let lock = NSLock()
  private var limit = 0
  private var end = 0
  private var isFinished = false

  /// Takes hold of the file of `plan`.
  ///
  /// - Returns: `nil` while another process holds it.
  /// - Throws: `CacheError.unwritable`.
  init?(_ plan: CachePlan) throws(CacheError) {
    let url = URL(filePath: plan.path)
    path = plan.path
    folder = url.deletingLastPathComponent().path
    temporaryPath = "\(folder)/.\(url.lastPathComponent).partial"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemReason()) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isStillPartial else { return nil }
  }

  // Closing alone would leave the lock with a process that is being started, until it has taken its own shape.
  deinit {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Empties the file, and removes what stands in its place.
  ///
  /// - Throws: `CacheError.noRoom`, before a byte is written.
  func begin(_ plan: CachePlan) throws(CacheError) {
    ftruncate(descriptor, 0)
    unlink(path)
    let room = DiskSpace(of: folder)
    guard plan.mostBytes <= room.limit else {
      throw .noRoom(folder: folder, needed: plan.mostBytes, free: room.free)
    }
    limit = room.limit
  }

  /// Whether the file has not lost its hidden name since it was opened, to the process that held it.
  private var isStillPartial: Bool {
    var (here, there) = (stat(), stat())
    return fstat(descriptor, &here) == 0 && stat(temporaryPath, &there) == 0 && here.st_ino == there.st_ino
      && here.st_dev == there.st_dev
  }

  /// Appends a picture's bytes; many threads may do so at once.
  ///
  /// - Returns: where they lie.
  func append(_ bytes: [UInt8]) throws(CacheError) -> Int {
    let start = lock.withLock {
      end += bytes.count
      return end - bytes.count
    }
    guard start + bytes.count <= limit else { throw .unwritable(path: path, reason: "it grows too large") }
    try write(bytes, at: start)
    return start
  }

  /// Writes what follows the pictures, waits until all is on the disk, gives the file its name, and opens it.
  func finish(_ index: CacheIndex, _ plan: CachePlan) throws(CacheError) -> PictureCache {
    try write(index.bytes, at: end)
    guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
      throw .unwritable(path: path, reason: systemReason())
    }
    isFinished = true
    guard let cache = plan.open() else { throw .unwritable(path: path, reason: "it cannot be read back") }
    return cache
  }

  /// Takes the file away, unless it is finished.
  func abandon() {
    if !isFinished { unlink(temporaryPath) }
  }

  private func write(_ bytes: [UInt8], at offset: Int) throws(CacheError) {
    var written = 0
    while written < bytes.count {
      let length = bytes.withUnsafeBytes { buffer in
        pwrite(
          descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written, off_t(offset + written))
      }
      if length < 0 && errno == EINTR { continue }
      guard length > 0 else { throw .unwritable(path: path, reason: systemReason()) }
      written += length
    }
  }
}

/// What the disk of a folder has left.
struct DiskSpace {
  /// The folder.
  let folder: String
  /// The bytes that the user may still write; none where that cannot be said.
  let free: Int

  /// What stays free for other files in bytes: a tenth of what is free, and at least this.
  private static let leastReserve = 256 << 20

  /// The bytes that a cache may take.
  var limit: Int { max(free - max(free / 10, Self.leastReserve), 0) }

  /// The disk of a folder, or of the one around it where it is not there yet.
  init(of folder: String) {
    self.folder = folder
    var url = URL(filePath: folder)
    while !FileManager.default.fileExists(atPath: url.path), url.path != "/", !url.path.isEmpty {
      url.deleteLastPathComponent()
    }
    var status = statvfs()
    guard statvfs(url.path, &status) == 0 else {
      free = 0
      return
    }
    let (bytes, overflows) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
    free = overflows ? .max : Int(clamping: bytes)
  }
}
