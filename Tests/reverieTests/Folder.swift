import Foundation

/// A new folder that is removed with the last name for it.
final class Folder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "reverie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// The names of all that lies in it, hidden files too, sorted.
  var contents: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
  }

  /// The path of a file in it.
  func path(_ name: String) -> String { url.appending(path: name).path }

  func read(_ name: String) throws -> Data { try Data(contentsOf: url.appending(path: name)) }

  func emptyFile(_ name: String) throws -> URL {
    try write(Data(), to: name)
  }

  @discardableResult
  func write(_ data: Data, to name: String) throws -> URL {
    let file = url.appending(path: name)
    try data.write(to: file)
    return file
  }
}
