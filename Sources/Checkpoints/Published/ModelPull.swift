internal import Downloads
internal import Files
internal import Foundation

/// Published weights on their way into the user's folder: fetched, verified, and only then read.
public struct ModelPull {
  /// How far a fetch is.
  public struct Progress: Sendable, Equatable {
    /// Bytes that are there.
    public let received: Int
    /// Bytes of the whole file, once they are known.
    public let total: Int?
  }

  /// The weights.
  public let published: PublishedModel
  /// The name of the model that they become.
  public let name: String

  private let source: FileSource
  private let models: PublishedModels
  private let catalog: ModelCatalog

  /// Prepares a pull.
  ///
  /// - Parameters:
  ///   - name: The name of the published weights.
  ///   - newName: The name of the model; that of the weights without it.
  ///   - from: A file, or the address of a mirror, instead of the published address.
  /// - Throws: ``PullError``, `DownloadError`, ``CatalogError``, ``CheckpointError``; nothing has been written or fetched.
  public init(
    _ name: String, as newName: String? = nil, from place: String? = nil,
    into catalog: ModelCatalog = .standard
  ) throws {
    models = try PublishedModels(for: catalog)
    published = try models.named(name)
    self.name = newName ?? name
    self.catalog = catalog
    try catalog.checkIsFree(self.name)
    source = try FileSource(place ?? published.address)
  }

  /// What is read: an address or a path.
  public var place: String { "\(source)" }

  /// Fetches and verifies the file, and writes the model into the user's folder.
  ///
  /// What came before an interruption stays under a hidden name, for the next attempt; all else leaves nothing behind.
  ///
  /// - Returns: What was found in the file.
  /// - Throws: ``PullError``, `DownloadError`, ``CheckpointError``, ``ImportError``, ``CatalogError``.
  public func run(progress: (Progress) -> Void) throws -> ModelImport {
    switch source {
    case .file(let path):
      return try add(path)
    case .address(let address):
      try catalog.makeUserFolder()
      let file = try PartialFile(of: published.name, in: catalog.userFolder)
      defer { file.close() }
      if !isWhole(file) {
        let download = Download(address: address, expected: published.size)
        try download.run(into: file) { progress(Progress(received: $0.received, total: $0.total)) }
      }
      do {
        let found = try add(file.path)
        file.remove()
        return found
      } catch CheckpointError.unwritable(let path, let reason) {
        // The file itself is sound; once there is room, it need not be fetched again.
        throw CheckpointError.unwritable(path: path, reason: reason)
      } catch {
        file.remove()
        throw error
      }
    }
  }

  /// Whether an earlier attempt was cut off after the last byte.
  private func isWhole(_ file: PartialFile) -> Bool {
    guard published.mebibytes != nil, file.count > 0, published.size.canHave(byteCount: file.count) else {
      return false
    }
    return (try? digest(of: file.path)).map(published.matches) ?? false
  }

  private func add(_ path: String) throws -> ModelImport {
    let digest = try digest(of: path)
    guard published.matches(digest) else {
      throw PullError.wrongDigest(source: place, found: digest, expected: published.sha256)
    }
    let found = try ModelImport(path: path, published: published, sha256: digest)
    try catalog.add(found, named: name)
    return found
  }

  private func digest(of path: String) throws -> String {
    try sha256(ofFile: path)
  }
}
