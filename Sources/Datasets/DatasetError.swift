/// What is wrong with a folder of pictures, with the way out.
public enum DatasetError: Error, Sendable, Equatable {
  /// The folder is not there, is none, or may not be read.
  case unreadable(folder: String, reason: String)
  /// The folder holds no class folder.
  case noClasses(folder: String, loose: Int)
  /// The folder holds a single class folder, in which there are so many folders.
  case singleClass(folder: String, name: String, foldersInside: Int)
  /// All class folders are without a picture.
  case emptyClasses(folder: String, names: [String])
  /// A class with one picture cannot be divided.
  case tooFewPictures(folder: String, className: String)
  /// The part to test on has classes that the one to train on lacks.
  case otherClasses(folder: String, train: String, part: String, names: [String])
  /// The folder is divided into `train` and `test`, and another split is asked for.
  case divided(folder: String, rule: String)
  /// The split `folders` is asked for where the folder is not divided.
  case notDivided(folder: String)
  /// The dataset's own lists are neither in the folder nor beside it.
  case noLists(folder: String, names: [String])
  /// A list of pictures cannot be used.
  case badList(list: String, reason: String)
  /// A list names a picture that is not in the folder, or one for the second time.
  case unlisted(list: String, picture: String, folder: String)
  /// The paper's split is that of MIT Indoor 67 alone.
  case notThePapersPictures(folder: String, count: Int, expected: Int)
  /// No picture could be decoded.
  case noReadablePicture
}

extension DatasetError: CustomStringConvertible {
  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .unreadable(let folder, let reason):
      "the folder \(folder) cannot be read: \(reason)"
    case .noClasses(let folder, let loose):
      "\(folder) has no class folders"
        + (loose > 0 ? ", and \(loose) picture\(loose == 1 ? "" : "s") of no class" : "")
        + "; put the pictures of each class into a folder of its own"
    case .singleClass(let folder, let name, let inside):
      "\(folder) has the single class '\(name)'; "
        + (inside > 1
          ? "did you mean \(folder)/\(name), which has \(inside) folders?"
          : "a classifier needs at least two")
    case .emptyClasses(let folder, let names):
      "\(folder) has classes without a picture: \(names.joined(separator: ", ")); fill or remove them"
    case .tooFewPictures(let folder, let className):
      "class '\(className)' of \(folder) has a single picture; it needs at least two, one to train and one to test"
    case .otherClasses(let folder, let train, let part, let names):
      "\(folder)/\(part) has classes that \(folder)/\(train) lacks: \(names.joined(separator: ", ")); add or remove them"
    case .divided(let folder, let rule):
      "\(folder) is divided into train and test already, and \(rule) would mix them; leave --split out"
    case .notDivided(let folder):
      "\(folder) has no folders 'train' and 'test' (or 'val', 'validation', …); give a share, as --split 0.8"
    case .noLists(let folder, let names):
      "\(names.joined(separator: " and ")) are neither in \(folder) nor beside it; "
        + "'reverie data fetch mit-indoor-67' brings them, or give a share, as --split 0.8"
    case .badList(let list, let reason):
      "\(list) is no list of pictures: \(reason)"
    case .unlisted(let list, let picture, let folder):
      "\(list) names '\(picture)', which is not in \(folder) or was named before; get the dataset again"
    case .notThePapersPictures(let folder, let count, let expected):
      "the paper's split is that of MIT Indoor 67 with its \(expected) pictures, and \(folder) has \(count); "
        + "give a share, as --split 0.8"
    case .noReadablePicture:
      "none of the pictures could be read"
    }
  }
}
