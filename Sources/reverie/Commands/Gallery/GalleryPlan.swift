import Checkpoints
import Dreaming
import Files
import Foundation
import Imaging
import Networks
import Torch

/// All that a gallery will hold, known before the work starts.
struct GalleryPlan {
  /// A photo that can be read.
  struct Photo {
    let path: String
    /// Its name in the gallery, unlike those of the others.
    let name: String
    let size: PixelSize
    let sha256: String?
  }

  /// A picture of the gallery.
  struct Item {
    let photo: Int
    let model: Int
    let options: DreamOptions
    /// The preset that the settings are, where they are one.
    let preset: String?
    /// Its path in the gallery's folder.
    let file: String
    let recipe: DreamRecipe
    /// How long it takes, in pixels · iterations.
    let work: Int
  }

  let photos: [Photo]
  let models: [GalleryModel]
  /// The pictures: by model, then by photo, then by setting.
  let items: [Item]

  /// - Parameters:
  ///   - settings: The settings for a network.
  ///   - fileExtension: `jpg` or `png`.
  init(
    photos: [Photo], models: [GalleryModel], fileExtension: String,
    settings: (GalleryModel) throws -> [GallerySetting]
  ) throws {
    self.photos = photos
    self.models = models
    var items: [Item] = []
    for (modelIndex, model) in models.enumerated() {
      let settings = try settings(model)
      let files = Self.unlike(settings.map(\.fileName))
      for (photoIndex, photo) in photos.enumerated() {
        for (setting, file) in zip(settings, files) {
          let options = setting.options
          items.append(
            Item(
              photo: photoIndex, model: modelIndex, options: options, preset: setting.preset,
              file: "\(Self.folder(photo, model))/\(file).\(fileExtension)",
              recipe: DreamRecipe(
                options: options, model: model.name, modelSHA256: model.sha256,
                photo: URL(filePath: photo.path).lastPathComponent, photoSHA256: photo.sha256,
                reverie: Reverie.version, libtorch: Runtime.version, threads: Runtime.threads),
              work: options.work(forPhoto: photo.size)))
        }
      }
    }
    self.items = items
  }

  /// The folder of a photo's dreams by a model.
  static func folder(_ photo: Photo, _ model: GalleryModel) -> String {
    "\(photo.name)/\(safeFileName(model.name))"
  }

  /// The names with a number where one was there before, as in `photo-2`.
  static func unlike(_ names: [String]) -> [String] {
    var taken: Set<String> = []
    return names.map { name in
      var unlike = name
      var number = 2
      while !taken.insert(unlike.lowercased()).inserted {
        unlike = "\(name)-\(number)"
        number += 1
      }
      return unlike
    }
  }
}

/// The settings of a picture of a gallery.
struct GallerySetting {
  var options: DreamOptions
  /// The preset that they are, where they are one.
  var preset: String?

  /// Its name for a file.
  var fileName: String { preset ?? options.settingFileName }
}

extension [GallerySetting] {
  /// The settings for a network: each filled in by its own choices, those whose layers it does not have left out.
  func fitting(_ metadata: ModelMetadata) -> [GallerySetting] {
    let graph = metadata.architecture.graph
    return map { setting in
      var setting = setting
      setting.options.complete(for: metadata.architecture, defaultLayers: metadata.defaultLayers)
      return setting
    }
    .filter { $0.options.objective.layers.allSatisfy { (try? graph.layer($0)) != nil } }
  }
}

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

  /// The models that `arguments` name: names of the catalog, files, and folders of files.
  ///
  /// - Throws: `CheckpointError`, or ``UserError`` for a folder without a model.
  static func list(_ arguments: [String]) throws -> [GalleryModel] {
    let catalog = ModelCatalog.standard
    var files: [(argument: String, path: String)] = []
    for argument in arguments {
      if PhotoList.isFolder(argument) {
        files += try models(in: argument).map { ($0, $0) }
      } else {
        files.append((argument, try catalog.path(of: argument)))
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
