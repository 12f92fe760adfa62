import ArgumentParser
import Checkpoints

/// Names of classes on the command line: a well-known list, or a file with one name a line.
enum ClassNames: ExpressibleByArgument {
  case list(ClassList)
  case file(String)

  init?(argument: String) {
    self = ClassList(rawValue: argument).map(Self.list) ?? .file(argument)
  }

  /// Where the names come from.
  var source: String {
    switch self {
    case .list(let list): list.rawValue
    case .file(let path): path
    }
  }

  /// The names.
  func names() throws -> [String] {
    switch self {
    case .list(let list): try list.names()
    case .file(let path): try ClassNameFile.read(path)
    }
  }
}
