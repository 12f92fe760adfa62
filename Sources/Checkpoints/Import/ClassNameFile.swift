internal import Files
internal import Foundation

/// Names of classes in a text file, one a line.
public enum ClassNameFile {
  private static let mostBytes = 16 << 20

  /// Reads the names: lines without their surrounding spaces, empty ones at the end left out.
  ///
  /// - Throws: ``CheckpointError`` when the file cannot be read, ``ImportError/badClassNames(path:reason:)``.
  public static func read(_ path: String) throws -> [String] {
    let file = try MappedFile(opening: path)
    guard file.bytes.count <= mostBytes else {
      throw ImportError.badClassNames(path: path, reason: "it is longer than \(mostBytes >> 20) MiB")
    }
    guard let text = String(validating: file.bytes, as: UTF8.self) else {
      throw ImportError.badClassNames(path: path, reason: "it is not UTF-8 text")
    }
    var names = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    while names.last == "" { names.removeLast() }
    if let index = names.firstIndex(of: "") {
      throw ImportError.badClassNames(path: path, reason: "line \(index + 1) is empty")
    }
    return names
  }
}
