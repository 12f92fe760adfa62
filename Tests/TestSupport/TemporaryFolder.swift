public import Foundation

/// A new empty folder that is removed with its last reference.
public final class TemporaryFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Makes a folder where the system keeps temporary files.
  public init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("reverie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  deinit {
    // A test may have made it unwritable.
    try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
    try? FileManager.default.removeItem(at: url)
  }

  /// The path of `name` in the folder.
  public func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file into the folder and gives its path.
  public func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    try write(Data(bytes), to: name).path
  }

  /// Writes a file into the folder.
  @discardableResult
  public func write(_ data: Data, to name: String) throws -> URL {
    let file = url.appendingPathComponent(name)
    try data.write(to: file)
    return file
  }

  /// Makes a folder in the folder.
  public func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: url.appendingPathComponent(name), withIntermediateDirectories: true)
  }

  /// Makes an empty file in the folder.
  public func emptyFile(_ name: String) throws -> URL { try write(Data(), to: name) }

  /// The content of a file in the folder.
  public func read(_ name: String) throws -> Data { try Data(contentsOf: url.appendingPathComponent(name)) }

  /// The names in the folder, hidden ones too, sorted.
  public func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }
}
