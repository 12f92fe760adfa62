import Foundation

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

  /// The folders in this one, by name, without hidden ones.
  func folders() throws(DatasetError) -> [FolderWalk] { try entries().compactMap(below) }

  /// The paths of the files in this folder and below whose names satisfy `belongs`, by name.
  func files(where belongs: (String) -> Bool) throws(DatasetError) -> [String] {
    var files: [String] = []
    for name in try entries() {
      if let folder = below(name) {
        files += try folder.files(where: belongs)
      } else if belongs(name), Self.canBeFile(path + "/" + name) {
        files.append(path + "/" + name)
      }
    }
    return files
  }

  /// Whether it is a file, or a link to nothing; a pipe would keep its reader waiting for ever.
  private static func canBeFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
  }

  static func isFolder(_ path: String) -> Bool { Identity(path) != nil }

  private func below(_ name: String) -> FolderWalk? {
    let path = path + "/" + name
    guard let identity = Identity(path), !way.contains(identity) else { return nil }
    return FolderWalk(path: path, way: way.union([identity]))
  }

  private func entries() throws(DatasetError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
    } catch {
      throw .unreadable(folder: path, reason: "no permission")
    }
  }
}
