import Checkpoints
import Dreaming
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
    settings: (GalleryModel) throws -> [DreamOptions]
  ) throws {
    self.photos = photos
    self.models = models
    var items: [Item] = []
    for (modelIndex, model) in models.enumerated() {
      let settings = try settings(model)
      let files = Self.unlike(settings.map(\.settingFileName))
      for (photoIndex, photo) in photos.enumerated() {
        for (options, file) in zip(settings, files) {
          items.append(
            Item(
              photo: photoIndex, model: modelIndex, options: options,
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

extension [DreamOptions] {
  /// The settings for a network: each filled in by its own choices, those whose layers it does not have left out.
  func fitting(_ metadata: ModelMetadata) -> [DreamOptions] {
    let graph = metadata.architecture.graph
    return map { options in
      var options = options
      options.complete(for: metadata.architecture, defaultLayers: metadata.defaultLayers)
      return options
    }
    .filter { options in options.objective.layers.allSatisfy { (try? graph.layer($0)) != nil } }
  }
}
