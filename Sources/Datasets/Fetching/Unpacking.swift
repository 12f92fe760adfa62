internal import Archives
internal import Files
internal import Foundation

/// The unpacking of a tar archive into a folder that appears whole or not at all.
///
/// Names may neither be absolute nor go up; links and devices are refused; what is unpacked may not be more than the
/// limits allow. The files go into a hidden folder beside the wanted one, which is renamed at the end; one that an
/// earlier attempt left is removed first.
struct Unpacking {
  /// What may come out of an archive.
  struct Limits {
    var files = 100_000
    var bytes = 8 << 30
    var bytesPerFile = 256 << 20
  }

  let folder: String
  var limits = Limits()

  /// The folder that is filled before it gets its name.
  var temporaryFolder: String {
    let url = URL(fileURLWithPath: folder)
    return url.deletingLastPathComponent().path + "/." + url.lastPathComponent + ".unpacking"
  }

  /// Unpacks the files for which `place` gives a path within the folder, and calls `told` after each.
  ///
  /// - Throws: `ArchiveError`, or `FetchError.unwritable`.
  /// - Returns: how many files were written.
  func run(_ stream: any ByteStream, place: (String) -> String?, told: () throws -> Void) throws -> Int {
    try? FileManager.default.removeItem(atPath: temporaryFolder)
    try makeFolder(temporaryFolder)
    var reader = TarReader(stream)
    var (files, bytes, entries) = (0, 0, 0)
    while let entry = try reader.next() {
      entries += 1
      let name = try Self.safeName(entry.name)
      switch entry.kind {
      case .folder: continue
      case .other: throw ArchiveError("'\(entry.name)' is a link or a device, and such are not unpacked")
      case .file: break
      }
      bytes += entry.size
      guard entries <= limits.files, bytes <= limits.bytes, entry.size <= limits.bytesPerFile else {
        throw ArchiveError("it holds more than such a dataset has")
      }
      guard let place = place(name) else { continue }
      try write(entry, from: &reader, to: temporaryFolder + "/" + Self.safeName(place))
      files += 1
      try told()
    }
    return files
  }

  /// Gives the folder its name.
  func finish() throws {
    guard rename(temporaryFolder, folder) == 0 else {
      throw FetchError.unwritable(path: folder, reason: systemReason())
    }
  }

  /// The name without `.` components.
  static func safeName(_ name: String) throws -> String {
    let parts = name.split(separator: "/", omittingEmptySubsequences: true).filter { $0 != "." }
    guard !name.hasPrefix("/"), !parts.contains(".."), !name.utf8.contains(0) else {
      throw ArchiveError("'\(name)' would lie outside of the folder")
    }
    return parts.joined(separator: "/")
  }

  private func write(_ entry: TarReader.Entry, from reader: inout TarReader, to path: String) throws {
    try makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      if errno == EEXIST || errno == EISDIR { throw ArchiveError("it holds '\(entry.name)' twice") }
      throw FetchError.unwritable(path: path, reason: systemReason())
    }
    defer { close(descriptor) }
    var offset = 0
    while offset < entry.size {
      let piece = try reader.content(of: entry, from: offset, upTo: 1 << 20)
      guard piece.withUnsafeBytes({ writeAll($0, to: descriptor) }) else {
        throw FetchError.unwritable(path: path, reason: systemReason())
      }
      offset += piece.count
    }
  }

  private func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FetchError.unwritable(path: path, reason: "the folder cannot be made")
    }
  }
}
