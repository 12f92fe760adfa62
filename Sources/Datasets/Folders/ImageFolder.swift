import Foundation
internal import Imaging

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
/// The class folders may also lie in `train` and `test` (or `val`), both with the same classes: the folder is then
/// divided already. With `test` and `val` there, `val` is left aside.
public struct ImageFolder: Sendable {
  /// The folder's path.
  public let path: String
  /// The names of the classes, sorted; a label is an index into them.
  public let classNames: [String]
  /// All pictures, by class and then by path; of a divided folder first those to train on.
  public let samples: [Sample]
  /// How many of the samples, from the first, lie in `train`; `nil` when the folder is not divided.
  let trainCount: Int?

  /// A dataset that is known already.
  init(path: String, classNames: [String], samples: [Sample], trainCount: Int? = nil) {
    self.path = path
    self.classNames = classNames
    self.samples = samples
    self.trainCount = trainCount
  }

  /// Lists a folder. Files are not opened; hidden ones, and those without a picture's extension, are left out, and so
  /// are links that lead back to a folder above them.
  ///
  /// - Throws: `DatasetError` when the folder cannot be read, has fewer than two classes, or one without a picture.
  public init(path: String) throws(DatasetError) {
    guard let other = Self.otherPart(of: path) else {
      let (classNames, samples) = try Self.classes(of: path)
      self.init(path: path, classNames: classNames, samples: samples)
      return
    }
    let train = try Self.classes(of: path + "/train")
    let test = try Self.classes(of: path + "/" + other)
    guard train.names == test.names else {
      let strangers = Set(train.names).symmetricDifference(test.names).sorted()
      throw .otherClasses(folder: path, part: other, names: strangers)
    }
    self.init(
      path: path, classNames: train.names, samples: train.samples + test.samples,
      trainCount: train.samples.count)
  }

  /// Whether the folder is divided into `train` and `test` (or `val`).
  public var isDivided: Bool { trainCount != nil }

  /// The folder beside `train` that is tested on.
  private static func otherPart(of path: String) -> String? {
    guard FolderWalk.isFolder(path + "/train") else { return nil }
    return ["test", "val"].first { FolderWalk.isFolder(path + "/" + $0) }
  }

  /// The class folders of `path` and the pictures in them.
  private static func classes(of path: String) throws(DatasetError) -> (names: [String], samples: [Sample]) {
    var names: [String] = []
    var samples: [Sample] = []
    let walk = try FolderWalk(path)
    for folder in try walk.folders() {
      for file in try folder.files(where: PictureFormat.isPicture(named:)) {
        samples.append(Sample(path: file, label: names.count))
      }
      names.append(folder.name)
    }
    guard let first = names.first else { throw .noClasses(folder: path) }
    guard names.count > 1 else { throw .singleClass(folder: path, name: first) }
    let used = Set(samples.map(\.label))
    let empty = names.indices.filter { !used.contains($0) }.map { names[$0] }
    guard empty.isEmpty else { throw .emptyClasses(folder: path, names: empty) }
    return (names, samples)
  }
}

extension Sample {
  /// The same picture with another number for its class, as in another list of classes.
  public func labeled(_ label: Int) -> Sample { Sample(path: path, label: label) }
}
