internal import Files
internal import Foundation
internal import Networks

/// Where models are found by name: the one that belongs to the program, and the user's own folder.
public struct ModelCatalog: Sendable {
  /// A model that is there, as far as its header tells.
  public struct Entry: Sendable {
    /// The name to ask for.
    public let name: String
    /// The file.
    public let path: String
    /// The size of the file.
    public let byteCount: Int
    /// What the file says about its network, or why it cannot be used.
    public let metadata: Result<ModelMetadata, CheckpointError>
  }

  /// The name of the model that belongs to the program.
  public static let builtInName = "caltech101-vgg16"

  /// The name of the model that dreams best, ImageNet's VGG16, once the user has pulled it.
  public static let dreamModelName = "imagenet-vgg16"

  /// Whether the user has a model of that name.
  public var isDreamModelThere: Bool { ownNames.contains(Self.dreamModelName) }

  static let fileExtension = "safetensors"

  /// The folder of the model that belongs to the program.
  public let programFolder: String
  /// The user's own folder of models; it need not exist.
  public let userFolder: String

  /// A catalog of two folders.
  public init(programFolder: String, userFolder: String) {
    self.programFolder = programFolder
    self.userFolder = userFolder
  }

  /// The program's own folder, and `reverie/models` in `$XDG_DATA_HOME` or `~/.local/share`.
  public static var standard: ModelCatalog {
    let environment = ProcessInfo.processInfo.environment
    // An empty or relative path is to be ignored: https://specifications.freedesktop.org/basedir-spec.
    func folder(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    // NSHomeDirectory() does not ask $HOME.
    let data = folder("XDG_DATA_HOME") ?? (folder("HOME") ?? NSHomeDirectory()) + "/.local/share"
    return ModelCatalog(programFolder: ResourceFolder.path, userFolder: data + "/reverie/models")
  }

  /// The file of a model by name or path; a path has a `/` in it or ends in `.safetensors`.
  ///
  /// - Throws: ``CheckpointError/unknownModel(_:available:folder:)`` with what there is, nearest first, and
  ///   ``CheckpointError/noBuiltInModel(name:folder:)``. A path is not looked at.
  public func path(of name: String) throws(CheckpointError) -> String {
    if name.contains("/") || name.hasSuffix("." + Self.fileExtension) { return name }
    if let file = files[name] { return file }
    guard name != Self.builtInName else { throw .noBuiltInModel(name: name, folder: programFolder) }
    let names = files.keys.sorted()
    throw .unknownModel(
      name, available: nearestNames(to: name, among: names, count: names.count), folder: userFolder)
  }

  /// The models that are there: the program's own, then the user's by name. Only their headers are read.
  public func entries() -> [Entry] {
    files.sorted {
      ($0.key != Self.builtInName ? 1 : 0, $0.key) < ($1.key != Self.builtInName ? 1 : 0, $1.key)
    }
    .map { name, path in
      let metadata = Result { () throws(CheckpointError) in
        try ModelMetadata(of: try Safetensors(path: path))
      }
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return Entry(
        name: name, path: path, byteCount: (attributes?[.size] as? NSNumber)?.intValue ?? 0,
        metadata: metadata)
    }
  }

  /// The names of the user's own models.
  var ownNames: [String] {
    let own = (try? FileManager.default.contentsOfDirectory(atPath: userFolder)) ?? []
    return own.filter { $0.hasSuffix("." + Self.fileExtension) && !$0.hasPrefix(".") }
      .map { String($0.dropLast(Self.fileExtension.count + 1)) }
  }

  /// Files by name; the program's own model is not shadowed by a file of the user.
  private var files: [String: String] {
    var files: [String: String] = [:]
    for name in ownNames { files[name] = "\(userFolder)/\(name).\(Self.fileExtension)" }
    let builtIn = "\(programFolder)/\(Self.builtInName).\(Self.fileExtension)"
    if FileManager.default.fileExists(atPath: builtIn) { files[Self.builtInName] = builtIn }
    return files
  }
}
