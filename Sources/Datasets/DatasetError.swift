/// What is wrong with a folder of pictures, with the way out.
public enum DatasetError: Error, Sendable, Equatable, CustomStringConvertible {
  case unreadable(folder: String, reason: String)
  case noClasses(folder: String)
  case singleClass(folder: String, name: String)
  case emptyClasses(folder: String, names: [String])
  case tooFewPictures(folder: String, className: String)
  case noReadablePicture

  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .unreadable(let folder, let reason):
      "the folder \(folder) cannot be read: \(reason)"
    case .noClasses(let folder):
      "\(folder) has no class folders; put the pictures of each class into a folder of its own"
    case .singleClass(let folder, let name):
      "\(folder) has the single class '\(name)'; a classifier needs at least two"
    case .emptyClasses(let folder, let names):
      "\(folder) has classes without a picture: \(names.joined(separator: ", ")); fill or remove them"
    case .tooFewPictures(let folder, let className):
      "class '\(className)' of \(folder) has a single picture; it needs at least two, one to train and one to test"
    case .noReadablePicture:
      "none of the pictures could be read"
    }
  }
}
