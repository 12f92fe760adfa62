import Explaining
import Imaging

/// The maps over their photos, side by side; one that is alone fills the picture.
struct ExplanationSheet {
  private static let cellSide = 320
  /// The longest side of a map that is alone.
  private static let longestSide = 1600

  let title: String
  private var rows: [(label: String, cells: [ContactSheet.Cell])] = []
  private var columns: [String] = []
  private var alone: Image?

  init(title: String) { self.title = title }

  /// Adds a row for each class of a photo.
  mutating func add(_ seen: ExplainedPhoto) throws {
    let isAlone = rows.isEmpty && seen.explanations.count == 1
    let large = try seen.photo.fitted(width: Self.longestSide, height: Self.longestSide)
    alone = isAlone ? try seen.explanations[0].overlay(on: large) : nil
    let photo = try large.fitted(width: Self.cellSide, height: Self.cellSide)
    for target in seen.explanations.map(\.classIndex).withoutRepeats {
      let maps = seen.explanations.filter { $0.classIndex == target }
      let label = "\(seen.model.className(target)) \(Double(seen.classified.probabilities[target]).percent)"
      columns = maps.count > columns.count - 1 ? ["photo"] + maps.map(\.method.title) : columns
      rows.append(
        (
          label,
          [ContactSheet.Cell(photo, caption: seen.fileName)]
            + (try maps.map { ContactSheet.Cell(try $0.overlay(on: photo), caption: $0.method.title) })
        ))
    }
  }

  /// The picture; `nil` when nothing was added.
  func picture() throws -> Image? {
    if let alone { return alone }
    guard let first = rows.first else { return nil }
    let pictures = rows.flatMap(\.cells).map(\.image)
    let cellSize = (
      width: pictures.map(\.width).max() ?? Self.cellSide,
      height: pictures.map(\.height).max() ?? Self.cellSide
    )
    if rows.count == 1 {
      return try ContactSheet(first.cells, title: "\(title): \(first.label)", cellSize: cellSize).image()
    }
    return try ContactSheet(
      rows: rows.map { row in
        row.cells.enumerated().map { ContactSheet.Cell($1.image, caption: $0 == 0 ? $1.caption : "") }
      },
      title: title, columnLabels: columns, rowLabels: rows.map(\.label), cellSize: cellSize
    ).image()
  }
}

extension [Int] {
  fileprivate var withoutRepeats: [Int] {
    reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
