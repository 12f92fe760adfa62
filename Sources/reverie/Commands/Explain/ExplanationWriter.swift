import Checkpoints
import Dreaming
import Explaining
import Files
import Foundation
import Imaging

/// Writes what explains photos as the output asks for, photo by photo.
struct ExplanationWriter {
  private let output: ExplanationOutput
  private let model: Model
  private let printsLines: Bool
  private var sheet: ExplanationSheet
  private var folder: ExplanationFolder?
  private var page: ExplanationPage?

  init(_ output: ExplanationOutput, model: Model, prints: Bool) throws {
    self.output = output
    self.model = model
    printsLines = prints
    sheet = ExplanationSheet(title: model.name)
    if case .folder(let path) = output { folder = try ExplanationFolder(path) }
  }

  /// Takes a photo's explanations; a folder has their files afterwards.
  mutating func add(_ seen: ExplainedPhoto) throws {
    let lines: [String]
    if let folder {
      lines = try folder.write(seen)
    } else {
      lines = try seen.explanations.map { try ExplanationRecord($0, of: seen).line }
    }
    if printsLines { lines.forEach { print($0) } }
    if case .page = output { page = ExplanationPage(seen) } else { try sheet.add(seen) }
  }

  /// Writes what is there once for all photos.
  ///
  /// - Parameter command: The command line that makes it again.
  mutating func finish(command: String) throws {
    switch output {
    case .picture(let path):
      if let picture = try sheet.picture() { try picture.write(to: path) }
    case .folder(let path):
      if let picture = try sheet.picture() { try picture.write(to: path + "/sheet.png") }
    case .page(let path):
      guard var page else { return }
      page.command = command
      try Data(page.html().utf8).write(to: URL(filePath: path), options: .atomic)
    }
  }
}

extension ExplanationPage {
  /// The page of a photo.
  ///
  /// - Precondition: something explains it.
  fileprivate init(_ seen: ExplainedPhoto) {
    self.init(
      title: "Why \(seen.model.className(seen.classified.likeliest))?",
      summary: "\(seen.fileName), seen by \(seen.model.name)", photoName: seen.fileName, photo: seen.photo,
      classes: seen.model.metadata.labels.likeliest(5, of: seen.classified.probabilities),
      maps: seen.explanations.map {
        Map(
          method: $0.method.title, target: seen.target(of: $0), values: $0.map, isSigned: $0.isSigned,
          scores: $0.scores?.namedValues ?? [], settings: $0.settings + $0.findings)
      })
  }
}

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

/// A photo with what explains it.
struct ExplainedPhoto {
  let path: String
  let photo: Image
  let classified: ClassifiedImage
  let model: Model
  /// Class by class, and in each method by method.
  var explanations: [Explanation] = []

  /// The photo's name without its folder.
  var fileName: String { URL(filePath: path).lastPathComponent }

  /// The class and how likely it is, as people read it.
  func target(of explanation: Explanation) -> String {
    "\(model.className(explanation.classIndex)), \(explanation.probability.percent)"
  }

  /// What the network takes the photo for.
  var verdict: String {
    "\(model.className(classified.likeliest)) \(Double(classified.probabilities[classified.likeliest]).percent)"
  }
}

/// An explanation for other programs: a line of `explanations.jsonl`.
struct ExplanationRecord: Encodable {
  let photo: String
  let model: String
  let modelSHA256: String?
  let method: String
  let className: String
  let classIndex: Int
  let probability: Double
  let score: Double
  let settings: [String: String]
  let findings: [String: String]
  let warnings: [String]
  let scores: Faithfulness.Scores?
  let files: [String]

  init(_ explanation: Explanation, of seen: ExplainedPhoto, files: [String] = []) {
    func dictionary(_ values: [NamedValue]) -> [String: String] {
      Dictionary(values.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
    photo = seen.path
    model = seen.model.name
    modelSHA256 = seen.model.sha256
    method = explanation.method.name
    className = seen.model.className(explanation.classIndex)
    classIndex = explanation.classIndex
    probability = explanation.probability
    score = Double(seen.classified.scores[explanation.classIndex])
    settings = dictionary(explanation.settings)
    findings = dictionary(explanation.findings)
    warnings = explanation.warnings
    scores = explanation.scores
    self.files = files
  }

  /// The record as one line of JSON.
  var line: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}
