import Foundation

/// The photos that a command line names: files as they are, and the pictures that lie in folders.
struct PhotoList {
  /// The paths, in the order of the command line; those of a folder by name.
  let paths: [String]
  /// Whether a folder is among the arguments.
  let hasFolder: Bool

  /// Lists `arguments`. Files are not opened; in a folder, hidden files, folders and names without a picture's
  /// extension are left out.
  ///
  /// - Throws: ``UserError`` for a folder that cannot be read or holds no picture.
  init(_ arguments: [String]) throws {
    paths = try arguments.flatMap { Self.isFolder($0) ? try Self.pictures(in: $0) : [$0] }
    hasFolder = arguments.contains(where: Self.isFolder)
  }

  /// Whether `path` leads to a folder.
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  private static let extensions: Set<String> = [
    "jpg", "jpeg", "png", "webp", "tif", "tiff", "heic", "heif", "avif", "gif", "ppm",
  ]

  private static func pictures(in folder: String) throws -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw UserError("\(folder) cannot be read; check its permissions")
    }
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    let pictures = names.filter { name in
      !name.hasPrefix(".") && extensions.contains(URL(filePath: name).pathExtension.lowercased())
        && !isFolder(prefix + name)
    }
    guard !pictures.isEmpty else {
      throw UserError("\(folder) holds no picture; name another folder, or photos")
    }
    return pictures.map { prefix + $0 }
  }
}
