import Dreaming
import Explaining
import Files
import Foundation
import Imaging

/// The pictures of one layer's targets, as sheets and as files.
struct VisualizationSheet {
  /// A target's pictures and the line below them.
  struct Target {
    let caption: String
    let pictures: [Image]
  }

  /// The layer's name.
  let name: String
  let model: String
  let targets: [Target]
  /// What the layer saw in a photo; its responses are the targets.
  let seen: StrongestChannels?
  /// The side of a picture in pixels.
  let side: Int

  private var title: String { "\(name) · \(model)" }
  private var hasVariants: Bool { targets.contains { $0.pictures.count > 1 } }

  /// One sheet of one layer or several; a picture that is alone needs none.
  ///
  /// A layer alone is in reading order; several are in a row each; a target with variants has a row of its own.
  static func image(of sheets: [VisualizationSheet]) throws -> Image {
    let pictures = sheets.flatMap(\.targets).flatMap(\.pictures)
    if pictures.count == 1, sheets[0].seen == nil { return pictures[0] }
    guard sheets.count > 1 else { return try sheets[0].image() }
    let rows = try sheets.flatMap { sheet in
      if sheet.hasVariants || sheet.seen != nil {
        return try sheet.rows().map { ("\(sheet.name) \($0.label)", $0.cells) }
      }
      return [(sheet.name, try sheet.cells())]
    }
    return try ContactSheet(
      rows: rows.map { $0.1.map(Optional.some) }, title: sheets[0].model, rowLabels: rows.map(\.0),
      cellSize: (sheets[0].side, sheets[0].side)
    ).image()
  }

  /// The layer's own sheet.
  func image() throws -> Image {
    guard hasVariants || seen != nil else {
      return try ContactSheet(cells(), title: title, cellSize: (side, side)).image()
    }
    if seen != nil, !hasVariants {
      // Pairs of a picture and the place in the photo, three to a row.
      return try ContactSheet(cells(), columns: 6, title: title, cellSize: (side, side)).image()
    }
    let rows = try rows()
    return try ContactSheet(
      rows: rows.map { $0.cells.map(Optional.some) }, title: title, rowLabels: rows.map(\.label),
      cellSize: (side, side)
    ).image()
  }

  /// Writes the sheet, and each picture under its target's name into a folder of the layer's.
  func write(to folder: String) throws {
    let pictures = folder + "/" + safeFileName(name)
    try FileManager.default.createDirectory(atPath: pictures, withIntermediateDirectories: true)
    let digits = targets.map { $0.caption.prefix { $0.isNumber }.count }.max() ?? 0
    for target in targets {
      let number = target.caption.prefix { $0.isNumber }
      let stem =
        number.isEmpty
        ? safeFileName(target.caption) : String(repeating: "0", count: digits - number.count) + number
      for (index, picture) in target.pictures.enumerated() {
        try picture.write(to: "\(pictures)/\(stem)\(target.pictures.count > 1 ? "-\(index + 1)" : "").png")
      }
    }
    try image().write(to: pictures + ".png")
  }

  /// A row for each target: its pictures, and the place in the photo where there is one.
  private func rows() throws -> [(label: String, cells: [ContactSheet.Cell])] {
    try targets.enumerated().map { index, target in
      (target.caption, target.pictures.map { ContactSheet.Cell($0) } + (try spotlight(index)))
    }
  }

  /// The pictures in reading order, each with the place in the photo after it where there is one.
  private func cells() throws -> [ContactSheet.Cell] {
    try targets.enumerated().flatMap { index, target in
      target.pictures.map { ContactSheet.Cell($0, caption: target.caption) } + (try spotlight(index))
    }
  }

  private func spotlight(_ index: Int) throws -> [ContactSheet.Cell] {
    guard let seen else { return [] }
    return [ContactSheet.Cell(try Image(seen.spotlight(on: seen.responses[index])))]
  }
}
