import Checkpoints
import Dreaming
import Files
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
    try requirePlainPicture(path)
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
    // A file may begin with a byte order mark.
    let text = data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
    let start = text.first { !" \t\r\n".utf8.contains($0) }
    guard data.count < longest, start == UInt8(ascii: "{") else {
      throw UserError("\(path) holds no recipe; name a JSON file, or a picture that 'reverie dream' made")
    }
    return String(decoding: data, as: UTF8.self)
  }
}

extension DreamInputs {
  /// Reads all that the options of a dream name.
  ///
  /// - Throws: `ImageError`, `CheckpointError` or ``UserError``, each with the file's name.
  init(for options: DreamOptions, classNames: [String], limits: ImageLimits) throws {
    self.init()
    self.classNames = classNames
    style = try options.style.map { try Image(plain: $0, limits: limits) }
    guide = try options.guide.map { try Image(plain: $0, limits: limits) }
    for case .direction(_, let file) in options.objective.parts.map(\.target) {
      directions[file] = try DirectionFile.read(file)
    }
  }
}

extension Image {
  /// The picture in a plain file: what a recipe of someone else names may be a pipe that waits for ever.
  fileprivate init(plain path: String, limits: ImageLimits) throws {
    try requirePlainPicture(path)
    try self.init(contentsOf: path, limits: limits)
  }
}

private func requirePlainPicture(_ path: String) throws {
  do { try requirePlainFile(path) } catch { throw ImageError(error) }
}

extension DreamMask {
  /// Reads the mask that the options of a dream name; one that has transparent parts is given by them, whatever its colors.
  ///
  /// - Returns: `nil` where the options name none.
  /// - Throws: `ImageError` with the file's name; `TorchError`.
  init?(for options: DreamOptions, limits: ImageLimits) throws {
    guard let path = options.mask else { return nil }
    try requirePlainPicture(path)
    let opacity = try Image.opacity(contentsOf: path, limits: limits)
    try self.init(opacity ?? Image(contentsOf: path, limits: limits))
  }
}

/// A file of one number for each channel of a layer: a JSON list, or safetensors with one tensor.
enum DirectionFile {
  /// The most bytes that are read of a JSON list.
  private static let longest = 1 << 24
  /// The most numbers that a file may hold.
  private static let most = 1 << 20

  /// Reads the numbers.
  ///
  /// - Throws: `CheckpointError` or ``UserError``.
  static func read(_ path: String) throws -> [Float] {
    path.lowercased().hasSuffix(".safetensors") ? try tensor(in: path) : try list(in: path)
  }

  private static func tensor(in path: String) throws -> [Float] {
    let file = try Safetensors(path: path)
    guard file.entries.count == 1, let (name, entry) = file.entries.first,
      entry.shape.reduce(1, *) <= most
    else {
      throw UserError("\(path) should hold one tensor, with a number for each channel")
    }
    return try finite(file.tensor(name).elements(), path)
  }

  private static func list(in path: String) throws -> [Float] {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw UserError("\(path) cannot be read; check the path")
    }
    let data = try handle.read(upToCount: longest) ?? Data()
    guard data.count < longest, let numbers = try? JSONDecoder().decode([Float].self, from: data) else {
      throw UserError(
        "\(path) is neither a JSON list of numbers nor safetensors; give one number for each channel")
    }
    return try finite(numbers, path)
  }

  private static func finite(_ numbers: [Float], _ path: String) throws -> [Float] {
    guard numbers.allSatisfy(\.isFinite) else {
      throw UserError("\(path) holds values that are no numbers; give one number for each channel")
    }
    return numbers
  }
}
