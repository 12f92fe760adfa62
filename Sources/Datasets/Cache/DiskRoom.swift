internal import Foundation

/// What the disk of a folder has left.
struct DiskRoom {
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
