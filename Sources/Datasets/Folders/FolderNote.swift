/// Something about a folder of pictures that a person should know: what of it is left out, or taken otherwise than it may look.
public enum FolderNote: Sendable, Equatable {
  /// Class folders without a picture.
  case emptyClasses([String])
  /// Folders beside the parts that are trained and tested on.
  case unusedParts([String])
  /// Classes of the training part that the test part lacks.
  case untested(part: String, [String])
  /// Files that are no pictures, neither by their names nor by their first bytes.
  case otherFiles([String])
  /// Names that are not UTF-8, with their other bytes as `\xe9`.
  case unreadableNames([String])
  /// Class names that are numbers which other classes have as their index.
  case numberedClasses([String])
}

extension FolderNote: CustomStringConvertible {
  private static let few = 5

  /// One line.
  public var description: String {
    switch self {
    case .emptyClasses(let names): "left out, as they hold no picture: \(list(names))"
    case .unusedParts(let names): "left aside, beside the parts to train and to test on: \(list(names))"
    case .untested(let part, let names):
      "'\(part)' has no picture of \(list(names)); they are trained, not tested"
    case .otherFiles(let paths): "left out, as they are no pictures: \(list(paths))"
    case .unreadableNames(let names):
      "left out, as their names are not UTF-8: \(list(names)); rename them, as 'convmv -f latin1 -t utf8' does"
    case .numberedClasses(let names):
      "class names that are numbers, and not their own index: \(list(names)); a number names the class, not the index"
    }
  }

  /// The number of things, and the first of them.
  private func list(_ things: [String]) -> String {
    let rest = things.count - Self.few
    return "\(things.count == 1 ? "" : "\(things.count): ")" + things.prefix(Self.few).joined(separator: ", ")
      + (rest > 0 ? " and \(rest) more" : "")
  }
}
