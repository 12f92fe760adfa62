internal import Downloads

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
