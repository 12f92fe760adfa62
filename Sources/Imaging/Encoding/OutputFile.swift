import Foundation

/// Finds out whether a picture can be written, before the long work that makes it.
public enum OutputFile {
  /// Checks that the extension is known, and that the folder is there and lets a file be made in it.
  ///
  /// It makes a small file in the folder and removes it: nothing less is a proof.
  ///
  /// - Throws: ``ImageError``, one of ``ImageError/unknownOutputType(path:)``, ``ImageError/isFolder(path:)``,
  ///   ``ImageError/noSuchFolder(path:folder:)`` and ``ImageError/unwritableFolder(path:folder:reason:)``.
  public static func check(_ path: String) throws(ImageError) {
    try checkPlace(path)
    _ = try OutputType(path: path)
    _ = try TemporaryFile(beside: path)
  }

  /// Checks the folder alone, as ``check(_:)`` does, for a file of any type.
  public static func checkFolder(of path: String) throws(ImageError) {
    try checkPlace(path)
    _ = try TemporaryFile(beside: path)
  }

  /// Checks that the folder is there and that no folder has the file's name.
  static func checkPlace(_ path: String) throws(ImageError) {
    guard !isFolder(path) else { throw .isFolder(path: path) }
    let folder = folder(of: path)
    guard isFolder(folder) else { throw .noSuchFolder(path: path, folder: folder) }
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
