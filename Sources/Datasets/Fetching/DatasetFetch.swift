internal import Archives
internal import Downloads
internal import Foundation

/// A published dataset on its way into a folder: fetched, verified, and only then unpacked.
public struct DatasetFetch {
  /// How far a fetch is.
  public enum Progress: Sendable, Equatable {
    /// Bytes of the archive that are there, and of the whole, once they are known.
    case fetching(received: Int, total: Int?)
    /// The archive's digest is computed.
    case verifying
    /// Pictures that are unpacked, and the share of the archive that is read, 0…1.
    case unpacking(pictures: Int, share: Double)
  }

  /// The dataset.
  public let dataset: PublishedDataset
  /// The folder that it becomes.
  public let folder: String

  private let source: FileSource
  private let isMirror: Bool

  /// Prepares a fetch.
  ///
  /// - Parameters:
  ///   - folder: The folder to make; one of the dataset's name without it.
  ///   - from: The archive as a file, or its address on a mirror, instead of the published address. The lists are looked
  ///     for beside it first.
  /// - Throws: ``FetchError``, `DownloadError`; nothing has been written or fetched.
  public init(_ dataset: PublishedDataset, into folder: String? = nil, from place: String? = nil) throws {
    self.dataset = dataset
    self.folder = URL(fileURLWithPath: folder ?? dataset.name).path
    source = try FileSource(place ?? dataset.archive)
    isMirror = place != nil
    guard !FileManager.default.fileExists(atPath: self.folder) else {
      throw FetchError.folderExists(folder ?? dataset.name)
    }
    if case .file(let path) = source {
      let file = FileManager.default
      var isFolder: ObjCBool = false
      guard file.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
        throw FetchError.noSuchFile(path)
      }
    }
  }

  /// Where the archive comes from.
  public var place: String { "\(source)" }

  /// Fetches, verifies and unpacks; the folder appears whole at the end.
  ///
  /// What came before an interruption stays under a hidden name beside the folder, for the next attempt.
  ///
  /// - Returns: The number of pictures.
  /// - Throws: ``FetchError``, `DownloadError`.
  public func run(progress: (Progress) -> Void) throws -> Int {
    let parent = URL(fileURLWithPath: folder).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    } catch {
      throw FetchError.unwritable(path: parent, reason: "the folder cannot be made")
    }
    switch source {
    case .file(let path):
      return try unpack(path, progress)
    case .address(let address):
      let file = try PartialFile(of: dataset.name, in: parent)
      defer { file.close() }
      try fetch(address, into: file, progress)
      do {
        let count = try unpack(file.path, progress)
        file.remove()
        return count
      } catch let error as FetchError {
        // A sound archive need not be fetched again once there is room.
        if case .unwritable = error {} else { file.remove() }
        throw error
      }
    }
  }

  private func fetch(_ address: URL, into file: PartialFile, _ progress: (Progress) -> Void) throws {
    if file.count > 0 {
      // An earlier attempt may have ended after the last byte; a server would have nothing to go on with.
      progress(.verifying)
      if dataset.digestKind(contentsOf: file.path) == dataset.digest { return }
    }
    try Download(address: address, expected: ExpectedSize(most: dataset.mostBytes)).run(into: file) {
      progress(.fetching(received: $0.received, total: $0.total))
    }
  }

  private func unpack(_ path: String, _ progress: (Progress) -> Void) throws -> Int {
    progress(.verifying)
    let found = dataset.digestKind(contentsOf: path) ?? "not to be had"
    guard found == dataset.digest else {
      throw FetchError.wrongDigest(
        source: place, kind: dataset.digestKind.rawValue, found: found, expected: dataset.digest)
    }
    let lists = try dataset.lists.map { try list($0) }
    let unpacking = Unpacking(folder: folder)
    do {
      let stream = try dataset.stream(of: path)
      var pictures = 0
      let count = try unpacking.run(stream, place: dataset.place) {
        pictures += 1
        progress(.unpacking(pictures: pictures, share: stream.share))
      }
      guard count > 0 else { throw ArchiveError("it holds no picture") }
      for (name, content) in zip(dataset.lists.map(Self.name), lists) {
        let path = unpacking.temporaryFolder + "/" + name
        guard FileManager.default.createFile(atPath: path, contents: content) else {
          throw FetchError.unwritable(path: path, reason: "the list cannot be made")
        }
      }
      try unpacking.finish()
      return count
    } catch {
      try? FileManager.default.removeItem(atPath: unpacking.temporaryFolder)
      throw (error as? ArchiveError).map { FetchError.badArchive(source: place, reason: $0.reason) } ?? error
    }
  }

  // MARK: - Lists

  /// More bytes than a list of these datasets has.
  private static let mostListBytes = 4 << 20

  private static func name(_ address: String) -> String { URL(fileURLWithPath: address).lastPathComponent }

  /// A list: beside the archive where that was named, else from its own address.
  private func list(_ address: String) throws -> Data {
    let name = Self.name(address)
    if isMirror {
      switch source {
      case .file(let path):
        let beside = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(name).path
        if let content = FileManager.default.contents(atPath: beside) { return content }
      case .address(let archive):
        let beside = archive.deletingLastPathComponent().appendingPathComponent(name)
        do { return try fetchList(beside) } catch DownloadError.refused {}
      }
    }
    guard let url = URL(string: address) else { throw DownloadError.badAddress(address) }
    return try fetchList(url)
  }

  private func fetchList(_ address: URL) throws -> Data {
    let parent = URL(fileURLWithPath: folder).deletingLastPathComponent().path
    let file = try PartialFile(of: dataset.name + "." + address.lastPathComponent, in: parent)
    defer { file.close() }
    // It is short, and has no digest to tell by what an earlier attempt left: it begins anew.
    try file.empty()
    try Download(address: address, expected: ExpectedSize(most: Self.mostListBytes)).run(into: file) { _ in }
    defer { file.remove() }
    guard let content = FileManager.default.contents(atPath: file.path) else {
      throw FetchError.unwritable(path: file.path, reason: "it has vanished")
    }
    return content
  }
}

/// Why a dataset could not be fetched, as data; ``description`` says it in one line.
public enum FetchError: Error, Sendable, Equatable {
  /// No dataset of that name can be fetched.
  case unknownDataset(String, known: [String])
  /// There is something at the place of the dataset's folder.
  case folderExists(String)
  /// A file that was named instead of the published one is not there, or is no file.
  case noSuchFile(String)
  /// What came is not the archive that was published.
  case wrongDigest(source: String, kind: String, found: String, expected: String)
  /// The archive cannot be unpacked.
  case badArchive(source: String, reason: String)
  /// The system refused to write.
  case unwritable(path: String, reason: String)
}

extension FetchError: CustomStringConvertible {
  /// One line: what is wrong, and the way out.
  public var description: String {
    switch self {
    case .unknownDataset(let name, let known):
      "there is no dataset '\(name)' to fetch; there are \(known.joined(separator: " and "))"
    case .folderExists(let folder):
      "\(folder) is there already; remove it, or choose another place with -o"
    case .noSuchFile(let path):
      "\(path): there is no such file; check the path"
    case .wrongDigest(let source, let kind, let found, let expected):
      "\(source) is not the published archive: its \(kind) is \(found), not \(expected); nothing was unpacked"
    case .badArchive(let source, let reason):
      "\(source) cannot be unpacked: \(reason); nothing was kept of it"
    case .unwritable(let path, let reason):
      "\(path) cannot be written (\(reason)); free some space or choose another place with -o"
    }
  }
}
