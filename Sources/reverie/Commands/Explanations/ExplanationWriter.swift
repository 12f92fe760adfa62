import Checkpoints
import Explaining
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
      title: "Why \(seen.model.className(seen.sight.likeliest))?",
      summary: "\(seen.fileName), seen by \(seen.model.name)", photoName: seen.fileName, photo: seen.photo,
      classes: seen.sight.ranking.prefix(5).map {
        ClassShare(name: seen.model.className($0), probability: Double(seen.sight.probabilities[$0]))
      },
      maps: seen.explanations.map {
        Map(
          method: $0.method.title, target: seen.target(of: $0), values: $0.map, isSigned: $0.isSigned,
          scores: $0.scores?.facts ?? [], settings: $0.settings + $0.findings)
      })
  }
}
