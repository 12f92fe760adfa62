import Checkpoints
import Foundation

/// A model that a gallery dreams with, as far as its header tells.
struct GalleryModel {
  /// Its file.
  let path: String
  /// How the command line named it.
  let argument: String
  /// Its name in the gallery, unlike those of the others.
  let name: String
  let metadata: ModelMetadata
  let sha256: String?

  /// The models that `arguments` name: names of the catalogue, files, and folders of files.
  ///
  /// - Throws: `CheckpointError`, or ``UserError`` for a folder without a model.
  static func list(_ arguments: [String]) throws -> [GalleryModel] {
    let catalogue = ModelCatalogue.standard
    var files: [(argument: String, path: String)] = []
    for argument in arguments {
      if PhotoList.isFolder(argument) {
        files += try models(in: argument).map { ($0, $0) }
      } else {
        files.append((argument, try catalogue.path(of: argument)))
      }
    }
    let names = names(of: files.map(\.path))
    return try zip(files, names).map { file, name in
      GalleryModel(
        path: file.path, argument: file.argument, name: name,
        metadata: try ModelMetadata(of: Safetensors(path: file.path)),
        sha256: try Checkpoints.sha256(ofFile: file.path))
    }
  }

  private static func models(in folder: String) throws -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    let models = names.filter { $0.hasSuffix(".safetensors") && !$0.hasPrefix(".") }.sorted()
    guard !models.isEmpty else {
      throw UserError("\(folder) holds no model; name a folder of .safetensors files")
    }
    return models.map { prefix + $0 }
  }

  /// A file's name, with the folder's before it where that alone is not enough, as in `runs/first/model.safetensors`.
  private static func names(of paths: [String]) -> [String] {
    let files = paths.map { URL(filePath: $0).deletingPathExtension() }
    let short = files.map(\.lastPathComponent)
    return files.enumerated().map { index, file in
      let isAlone = short.filter { $0 == short[index] }.count == 1 && short[index] != "model"
      return isAlone ? short[index] : "\(file.deletingLastPathComponent().lastPathComponent)-\(short[index])"
    }
  }
}
