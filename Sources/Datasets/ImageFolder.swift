import Foundation

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
public struct ImageFolder: Sendable {
  /// The folder's path.
  public let path: String
  /// The names of the classes, sorted; a label is an index into them.
  public let classNames: [String]
  /// All pictures, by class and then by path.
  public let samples: [Sample]

  /// Lists a folder. Files are not opened; hidden ones, and those without a picture's extension, are left out.
  ///
  /// - Throws: `DatasetError` when the folder cannot be read, has fewer than two classes, or one without a picture.
  public init(path: String) throws(DatasetError) {
    var classNames: [String] = []
    var samples: [Sample] = []
    for name in try Self.entries(of: path) where Self.isFolder(path + "/" + name) {
      let folder = path + "/" + name
      for file in try Self.pictures(below: folder) {
        samples.append(Sample(path: file, label: classNames.count))
      }
      classNames.append(name)
    }
    guard let first = classNames.first else { throw .noClasses(folder: path) }
    guard classNames.count > 1 else { throw .singleClass(folder: path, name: first) }
    let used = Set(samples.map(\.label))
    let empty = classNames.indices.filter { !used.contains($0) }.map { classNames[$0] }
    guard empty.isEmpty else { throw .emptyClasses(folder: path, names: empty) }
    self.path = path
    self.classNames = classNames
    self.samples = samples
  }

  private static let extensions: Set<String> = [
    "jpg", "jpeg", "png", "webp", "tif", "tiff", "heic", "heif", "avif", "gif", "ppm",
  ]

  private static func pictures(below folder: String) throws(DatasetError) -> [String] {
    var files: [String] = []
    for name in try entries(of: folder) {
      let path = folder + "/" + name
      if isFolder(path) {
        files += try pictures(below: path)
      } else if extensions.contains(URL(fileURLWithPath: name).pathExtension.lowercased()) {
        files.append(path)
      }
    }
    return files
  }

  private static func entries(of folder: String) throws(DatasetError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
        .sorted()
    } catch {
      throw .unreadable(
        folder: folder,
        reason: FileManager.default.fileExists(atPath: folder)
          ? (isFolder(folder) ? "no permission" : "it is not a folder") : "no such folder")
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
