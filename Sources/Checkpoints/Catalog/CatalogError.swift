internal import Files

/// Why a model cannot be put among the user's own, or taken from them; ``description`` says it in one line.
public enum CatalogError: Error, Sendable, Equatable {
  /// The name cannot be that of a file.
  case badName(String)
  /// There is a model of that name already.
  case nameTaken(String)
  /// The model belongs to the program.
  case builtIn(String)
}

extension CatalogError: CustomStringConvertible {
  /// One line: what is wrong, and the way out.
  public var description: String {
    switch self {
    case .badName(let name):
      "a model cannot be named \(name.quoted); use up to 100 letters, digits and . _ - with no point first"
    case .nameTaken(let name):
      "there is a model \(name) already; choose another --name, or 'reverie models remove \(name)' first"
    case .builtIn(let name):
      "\(name) belongs to the program and stays; name one of your own models"
    }
  }
}
