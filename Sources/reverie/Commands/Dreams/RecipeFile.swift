import Dreaming
import Foundation
import Imaging

/// A recipe in a file: a picture that Reverie made, or JSON.
enum RecipeFile {
  /// Recipes are short; what is longer is none.
  private static let longest = 1 << 20

  /// Reads the recipe.
  ///
  /// - Throws: `ImageError`, `DreamError` or ``UserError``, each with the file's name.
  static func read(_ path: String) throws -> DreamRecipe {
    let json: String
    if let found = try ImageMetadata.recipe(of: path) {
      json = found
    } else {
      json = try text(of: path)
    }
    do {
      return try DreamRecipe(json: json)
    } catch {
      throw UserError("\(path): \(error)")
    }
  }

  private static func text(of path: String) throws -> String {
    let handle = try FileHandle(forReadingFrom: URL(filePath: path))
    let data = try handle.read(upToCount: longest) ?? Data()
    let start = data.first { !" \t\r\n".utf8.contains($0) }
    guard data.count < longest, start == UInt8(ascii: "{") else {
      throw UserError("\(path) holds no recipe; name a JSON file, or a picture that 'reverie dream' made")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
