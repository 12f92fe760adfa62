import Foundation
internal import Imaging

/// A folder on a way down from another one; a link back to a folder that the way came through is not followed.
struct FolderWalk {
  let path: String
  /// The folders that the way came through, this one included.
  private let way: Set<Identity>

  /// What a folder is, whatever links lead to it.
  private struct Identity: Hashable {
    let device: UInt64
    let number: UInt64

    /// `nil` when `path` is no folder, or cannot be looked at.
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
      device = UInt64(status.st_dev)
      number = UInt64(status.st_ino)
    }
  }

  /// Starts at a folder.
  ///
  /// - Throws: `DatasetError.unreadable` when it is none.
  init(_ path: String) throws(DatasetError) {
    guard let identity = Identity(path) else {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw .unreadable(folder: path, reason: isThere ? "it is not a folder" : "no such folder")
    }
    self.path = path
    way = [identity]
  }

  private init(path: String, way: Set<Identity>) {
    self.path = path
    self.way = way
  }

  /// The folder's own name.
  var name: String { URL(fileURLWithPath: path).lastPathComponent }

  /// What systems and programs leave in folders, in lower case; what begins with a point is hidden anyway.
  private static let systemFolders: Set = [
    "__macosx", "@eadir", "#recycle", "#snapshot", "$recycle.bin", "recycler", "system volume information",
    "lost+found",
    "@recycle", "__pycache__",
  ]

  /// The names in this folder and below that are not UTF-8, their other bytes as `\xe9`.
  func unreadableNames() -> [String] {
    var names: [String] = []
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      guard String(validating: name, as: UTF8.self) == nil else { continue }
      names.append(
        path + "/"
          + name.map { $0 < 0x80 ? String(UnicodeScalar($0)) : "\\x" + String($0, radix: 16) }.joined())
    }
    return names.sorted() + ((try? folders()) ?? []).flatMap { $0.unreadableNames() }
  }

  /// The folders in this one, by name, without hidden ones and those of systems.
  func folders() throws(DatasetError) -> [FolderWalk] { try entries().compactMap(below) }

  /// The paths of the files in this folder and below, by name: pictures, by their names or their first bytes, and the
  /// others.
  func files() throws(DatasetError) -> (pictures: [String], others: [String]) {
    var files: (pictures: [String], others: [String]) = ([], [])
    for name in try entries() {
      let path = path + "/" + name
      if let folder = below(name) {
        let more = try folder.files()
        files.pictures += more.pictures
        files.others += more.others
      } else if Self.isLost(path) {
        // A name that is not UTF-8 comes as another one, of no file; `unreadableNames()` has it.
        continue
      } else if Self.canBeFile(path) {
        if PictureFormat.isPicture(named: name) || Self.beginsAsPicture(path) {
          files.pictures.append(path)
        } else if !Self.systemFiles.contains(name.lowercased()) {
          files.others.append(path)
        }
      }
    }
    return files
  }

  /// What systems leave beside pictures, in lower case.
  private static let systemFiles: Set = ["thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"]

  /// Whether a file's first bytes are those of a picture, whatever its name says.
  private static func beginsAsPicture(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    return PictureFormat(of: [UInt8]((try? file.read(upToCount: 64)) ?? Data())) != nil
  }

  /// Whether it is a file, or a link to nothing; a pipe would keep its reader waiting for ever.
  private static func canBeFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
  }

  private static func isLost(_ path: String) -> Bool {
    var status = stat()
    return path.contains("\u{FFFD}") && lstat(path, &status) != 0
  }

  static func isFolder(_ path: String) -> Bool { Identity(path) != nil }

  private func below(_ name: String) -> FolderWalk? {
    let path = path + "/" + name
    guard let identity = Identity(path), !way.contains(identity) else { return nil }
    return FolderWalk(path: path, way: way.union([identity]))
  }

  private func entries() throws(DatasetError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).filter {
        !$0.hasPrefix(".") && !Self.systemFolders.contains($0.lowercased())
      }
      .sorted()
    } catch {
      throw .unreadable(folder: path, reason: "no permission")
    }
  }
}
