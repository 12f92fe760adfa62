public import Files
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
    try checkWriting(beside: path)
  }

  /// Checks the folder alone, as ``check(_:)`` does, for a file of any type.
  public static func checkFolder(of path: String) throws(ImageError) {
    try checkPlace(path)
    try checkWriting(beside: path)
  }

  /// Checks that a new folder may have the name, which a name of a file's type is not: `why.svg` asks for a file.
  ///
  /// - Throws: ``ImageError/unknownOutputType(path:)``.
  public static func checkFolderName(_ path: String) throws(ImageError) {
    guard !isFolder(path), !path.hasSuffix("/") else { return }
    let ending = URL(filePath: path).pathExtension.lowercased()
    if OutputType.notWritten.contains(ending) { throw .unknownOutputType(path: path) }
  }

  /// Checks that the folder is there and that no folder has the file's name.
  static func checkPlace(_ path: String) throws(ImageError) {
    guard !isFolder(path) else { throw .isFolder(path: path) }
    let folder = folder(ofFile: path)
    guard isFolder(folder) else { throw .noSuchFolder(path: path, folder: folder) }
  }

  private static func checkWriting(beside path: String) throws(ImageError) {
    do { _ = try TemporaryFile(beside: path) } catch { throw ImageError(error) }
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

/// Writes a file under another name in the same folder, and gives it its own name once it is safely on the disk.
func writeAtomically(_ bytes: [UInt8], to path: String) throws(ImageError) {
  try OutputFile.checkPlace(path)
  do {
    let file = try TemporaryFile(beside: path)
    try file.write(bytes)
    try file.finish()
  } catch {
    throw ImageError(error)
  }
}

extension ImageError {
  /// Why a picture file could not be read or written.
  public init(_ error: FileError) {
    switch error {
    case .noSuchFile(let path): self = .noSuchFile(path: path)
    case .notAFile(let path): self = OutputFile.isFolder(path) ? .isFolder(path: path) : .notAFile(path: path)
    case .empty(let path): self = .empty(path: path)
    case .unreadable(let path, let reason): self = .unreadable(path: path, reason: reason)
    case .unwritableFolder(let path, let folder, let reason):
      self = .unwritableFolder(path: path, folder: folder, reason: reason)
    case .unwritable(let path, let reason): self = .unwritable(path: path, reason: reason)
    }
  }
}
