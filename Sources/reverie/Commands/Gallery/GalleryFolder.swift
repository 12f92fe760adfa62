import Dreaming
import Foundation
import Imaging

/// The folder of a gallery: which pictures are there, and what was measured of them.
///
/// What a picture is, it says itself by its recipe; `gallery.json` only keeps measures, and may be removed.
final class GalleryFolder {
  /// The folder's path, without a slash at its end.
  let path: String
  private var records: [String: Record]

  /// A measured picture.
  private struct Record: Codable {
    /// The recipe of the picture that was measured.
    let recipe: DreamRecipe
    let measures: DreamMeasures
  }

  /// The gallery in a folder, which need not be there yet.
  init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    let data = FileManager.default.contents(atPath: self.path + "/gallery.json")
    records = data.flatMap { try? JSONDecoder().decode([String: Record].self, from: $0) } ?? [:]
  }

  /// Finds out, before any work, whether files can be made in the folder, or the folder itself.
  func check() throws(ImageError) {
    try OutputFile.checkFolder(of: PhotoList.isFolder(path) ? path + "/index.html" : path)
  }

  /// The path of a file of the gallery.
  func path(of file: String) -> String { path + "/" + file }

  /// Makes the folder of a file of the gallery.
  func makeFolder(of file: String) throws {
    let folder = URL(filePath: path(of: file)).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Whether a file holds the picture of a recipe; with another version of Reverie or libtorch, or another number of
  /// threads, it is the same.
  func holds(_ recipe: DreamRecipe, in file: String) -> Bool {
    guard let json = try? ImageMetadata.recipe(of: path(of: file)), let found = try? DreamRecipe(json: json)
    else {
      return false
    }
    return found.picture == recipe.picture
  }

  /// What was measured of the picture of a recipe.
  func measures(of file: String, _ recipe: DreamRecipe) -> DreamMeasures? {
    records[file].flatMap { $0.recipe.picture == recipe.picture ? $0.measures : nil }
  }

  /// Keeps what was measured, at once.
  func keep(_ measures: DreamMeasures, of file: String, _ recipe: DreamRecipe) throws {
    records[file] = Record(recipe: recipe, measures: measures)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try write(encoder.encode(records), to: "gallery.json")
  }

  /// Writes a file of the gallery whole or not at all.
  func write(_ data: Data, to file: String) throws {
    try data.write(to: URL(filePath: path(of: file)), options: .atomic)
  }
}

extension DreamRecipe {
  /// What decides how the picture looks, to a person's eye.
  fileprivate var picture: DreamRecipe {
    var recipe = self
    recipe.reverie = nil
    recipe.libtorch = nil
    recipe.threads = nil
    return recipe
  }
}
