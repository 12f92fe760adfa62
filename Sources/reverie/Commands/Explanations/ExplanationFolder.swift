import Checkpoints
import Dreaming
import Explaining
import Foundation
import Imaging

/// A folder of explanations: for each a map over its photo, the map alone and its numbers, and a line of JSON.
final class ExplanationFolder {
  /// The longest side of its pictures.
  private static let longestSide = 1600

  private let path: String
  private var stems: Set<String> = []
  private var lines: [String] = []

  init(_ path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw UserError("\(path) cannot be made; name another folder with -o")
    }
  }

  /// Writes a photo's files and returns their lines; the folder's list holds them as well.
  func write(_ seen: ExplainedPhoto) throws -> [String] {
    let stem = unusedStem(seen)
    let photo = try seen.photo.fitted(width: Self.longestSide, height: Self.longestSide)
    var added: [String] = []
    for explanation in seen.explanations {
      let name =
        "\(stem).\(explanation.method.name).\(safeFileName(seen.model.className(explanation.classIndex)))"
      let files = ["overlay.png", "map.png", "safetensors"].map { "\(name).\($0)" }
      try explanation.overlay(on: photo).write(to: "\(path)/\(files[0])")
      try explanation.picture(width: photo.width, height: photo.height).write(to: "\(path)/\(files[1])")
      let record = ExplanationRecord(explanation, of: seen, files: files)
      try Safetensors.write(
        ["values": explanation.values, "map": explanation.map], metadata: ["explanation": record.line],
        to: "\(path)/\(files[2])")
      added.append(try record.line)
    }
    lines += added
    try Data((lines.joined(separator: "\n") + "\n").utf8)
      .write(to: URL(filePath: path + "/explanations.jsonl"), options: .atomic)
    return added
  }

  /// The photo's name without its extension; photos of the same name get a number.
  private func unusedStem(_ seen: ExplainedPhoto) -> String {
    let name = safeFileName(URL(filePath: seen.path).deletingPathExtension().lastPathComponent)
    var stem = name
    var number = 2
    while !stems.insert(stem).inserted {
      stem = "\(name)-\(number)"
      number += 1
    }
    return stem
  }
}
