internal import Files

/// Why published weights could not be fetched, as data; ``description`` says it in one line.
public enum PullError: Error, Sendable, Equatable {
  /// Nothing is published under that name.
  case unknownModel(String, nearest: [String])
  /// A list of published weights cannot be used.
  case badList(path: String, reason: String)
  /// What came is not the file that was published.
  case wrongDigest(source: String, found: String, expected: String)
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
    }
  }
}
