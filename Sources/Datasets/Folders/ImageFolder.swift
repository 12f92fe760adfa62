/// A picture of a dataset: where it lies and its class.
public struct Sample: Sendable, Equatable, Codable {
  /// The file's path.
  public let path: String
  /// The index of the class.
  public let label: Int

  /// A picture of the class `label`.
  public init(path: String, label: Int) {
    self.path = path
    self.label = label
  }
}

/// A dataset in the usual form: one folder per class, named for it, with pictures inside.
///
/// The class folders may also lie in two parts, to train and to test on, whatever the case of their names: `train` or
/// `training` beside `test`, `testing`, `val`, `valid`, `validation`, `dev` or `eval`. The folder is then divided already; the
/// first of these names is tested on, others are left aside.
public struct ImageFolder: Sendable {
  /// The folder's path.
  public let path: String
  /// The names of the classes, sorted; a label is an index into them.
  public let classNames: [String]
  /// All pictures, by class and then by path; of a divided folder first those to train on.
  public let samples: [Sample]
  /// What is left out, and what else a person should know.
  public let notes: [FolderNote]
  /// Files that are no pictures.
  let otherFiles: [String]
  /// How many of the samples, from the first, lie in the training part; `nil` when the folder is not divided.
  let trainCount: Int?

  /// A dataset that is known already.
  init(path: String, classNames: [String], samples: [Sample], trainCount: Int? = nil) {
    self.path = path
    self.classNames = classNames
    self.samples = samples
    self.trainCount = trainCount
    notes = []
    otherFiles = []
  }

  /// Lists a folder. Files whose names are no picture's are opened for their first bytes. Left out are hidden files, folders
  /// of systems, class folders without a picture, and links that lead back to a folder above them.
  ///
  /// - Throws: `DatasetError` when the folder cannot be read, or has fewer than two classes with pictures.
  public init(path: String) throws(DatasetError) {
    self.path = path
    let walk = try FolderWalk(path)
    var notes: [FolderNote] = []
    if let parts = try Parts(walk) {
      let train = try Classes(parts.train)
      let test = try Classes(parts.test, isPart: true)
      let strangers = test.names.filter { !train.names.contains($0) }
      guard strangers.isEmpty else {
        throw .otherClasses(folder: path, train: parts.train.name, part: parts.test.name, names: strangers)
      }
      classNames = train.names
      samples = train.samples + test.samples(among: train.names)
      trainCount = train.samples.count
      otherFiles = train.others + test.others
      let lacking = train.names.filter { !test.names.contains($0) }
      if !lacking.isEmpty { notes.append(.untested(part: parts.test.name, lacking)) }
      if !train.empty.isEmpty { notes.append(.emptyClasses(train.empty)) }
      if !parts.unused.isEmpty { notes.append(.unusedParts(parts.unused)) }
    } else {
      let classes = try Classes(walk)
      classNames = classes.names
      samples = classes.samples
      trainCount = nil
      otherFiles = classes.others
      if !classes.empty.isEmpty { notes.append(.emptyClasses(classes.empty)) }
    }
    if !otherFiles.isEmpty {
      notes.append(.otherFiles(otherFiles.map { String($0.dropFirst(path.count).drop { $0 == "/" }) }))
    }
    let unreadable = walk.unreadableNames()
    if !unreadable.isEmpty { notes.append(.unreadableNames(unreadable)) }
    let count = classNames.count
    let numbered = classNames.enumerated().filter { index, name in
      Int(name).map { $0 != index && (0..<count).contains($0) } ?? false
    }
    if !numbered.isEmpty { notes.append(.numberedClasses(numbered.map(\.element))) }
    self.notes = notes
  }

  /// Whether the folder is divided into a part to train and one to test on.
  public var isDivided: Bool { trainCount != nil }
}

/// The parts that a folder is divided into.
private struct Parts {
  private static let trainNames = ["train", "training"]
  private static let testNames = ["test", "testing", "val", "valid", "validation", "dev", "eval"]

  let train: FolderWalk
  let test: FolderWalk
  let unused: [String]

  /// `nil` where the folder has no two parts, or has classes beside them.
  init?(_ walk: FolderWalk) throws(DatasetError) {
    var folders: [String: FolderWalk] = [:]
    for folder in try walk.folders() { folders[folder.name.lowercased()] = folder }
    guard let train = Self.trainNames.lazy.compactMap({ folders[$0] }).first,
      let test = Self.testNames.lazy.compactMap({ folders[$0] }).first
    else { return nil }
    self.train = train
    self.test = test
    unused = folders.values.map(\.name).filter { $0 != train.name && $0 != test.name }.sorted()
  }
}

/// The class folders of a folder and the pictures in them.
private struct Classes {
  var names: [String] = []
  var samples: [Sample] = []
  var empty: [String] = []
  var others: [String] = []

  /// - Parameter isPart: whether it is a part that need not have two classes.
  init(_ walk: FolderWalk, isPart: Bool = false) throws(DatasetError) {
    let folders = try walk.folders()
    for folder in folders {
      let files = try folder.files()
      others += files.others
      guard !files.pictures.isEmpty else {
        empty.append(folder.name)
        continue
      }
      for file in files.pictures { samples.append(Sample(path: file, label: names.count)) }
      names.append(folder.name)
    }
    guard !isPart else { return }
    guard let first = names.first else {
      if !empty.isEmpty { throw .emptyClasses(folder: walk.path, names: empty) }
      throw .noClasses(folder: walk.path, loose: try walk.files().pictures.count)
    }
    guard names.count == 1 else { return }
    let inside = folders.first { $0.name == first }.flatMap { try? $0.folders().count } ?? 0
    throw .singleClass(folder: walk.path, name: first, foldersInside: inside)
  }

  /// The pictures with their labels among other names, which have all of these.
  func samples(among others: [String]) -> [Sample] {
    samples.compactMap { sample in others.firstIndex(of: names[sample.label]).map(sample.labeled) }
  }
}

extension Sample {
  /// The same picture with another number for its class, as in another list of classes.
  public func labeled(_ label: Int) -> Sample { Sample(path: path, label: label) }
}
