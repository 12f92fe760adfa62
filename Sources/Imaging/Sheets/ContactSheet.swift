public import Torch

/// Many pictures as one, in rows and columns with labels.
///
/// Text is in the system's sans-serif font; where there is none, the sheet has boxes or nothing in its place.
public struct ContactSheet: Sendable {
  /// A picture on the sheet.
  public struct Cell: Sendable {
    /// The picture, of any size.
    public var image: Image
    /// A line below it; may be empty.
    public var caption: String

    /// A picture and the line below it.
    public init(_ image: Image, caption: String = "") {
      self.image = image
      self.caption = caption
    }
  }

  /// A line above everything; may be empty.
  public var title: String
  /// The labels above the columns, or none.
  public var columnLabels: [String]
  /// The labels beside the rows, or none.
  public var rowLabels: [String]
  /// The pictures row by row; `nil` leaves a place empty.
  public let cells: [[Cell?]]
  /// The sides in pixels of the box that each picture is fitted into; smaller ones are not enlarged.
  public var cellSize: (width: Int, height: Int)

  /// Pictures in rows.
  public init(
    rows: [[Cell?]], title: String = "", columnLabels: [String] = [], rowLabels: [String] = [],
    cellSize: (width: Int, height: Int)
  ) {
    cells = rows
    self.title = title
    self.columnLabels = columnLabels
    self.rowLabels = rowLabels
    self.cellSize = cellSize
  }

  /// Pictures in reading order, as many in a row as make the sheet about as wide as high, or `columns`.
  public init(
    _ cells: [Cell], columns: Int? = nil, title: String = "", cellSize: (width: Int, height: Int)
  ) {
    let square = Double(cells.count * cellSize.height) / Double(max(1, cellSize.width))
    let columns = max(1, columns ?? Int((square * 1.4).squareRoot().rounded(.up)))
    let rows = stride(from: 0, to: cells.count, by: columns).map { start in
      cells[start..<min(start + columns, cells.count)].map(Optional.some)
    }
    self.init(rows: rows, title: title, cellSize: cellSize)
  }

  /// The sides of boxes for pictures of the form `width` × `height`, as large as `longest` allows and so small that the
  /// sheet has about 24 megapixels at the most.
  public static func cellSize(
    for width: Int, _ height: Int, count: Int, longest: Int = 320
  ) -> (width: Int, height: Int) {
    let scale = Double(longest) / Double(max(width, height))
    let pixels = Double(width * height) * scale * scale * Double(max(1, count))
    let fitting = scale * min(1, (24e6 / pixels).squareRoot())
    return (max(1, Int(Double(width) * fitting)), max(1, Int(Double(height) * fitting)))
  }

  /// The sheet.
  public func image() throws(TorchError) -> Image {
    let layout = layout
    var canvas = Canvas(width: layout.width, height: layout.height, Self.ground)
    func write(_ text: String, _ place: (x: Int, y: Int), width: Int, _ color: Canvas.Color) {
      canvas.draw(
        TextLine(text, size: SheetLayout.labelSize, fitting: width), x: place.x, y: place.y, color)
    }
    if layout.hasTitle {
      let line = TextLine(
        title, size: SheetLayout.titleSize, isBold: true, fitting: layout.width - 2 * SheetLayout.margin)
      canvas.draw(line, x: layout.title.x, y: layout.title.y, Self.light)
    }
    for (column, label) in columnLabels.prefix(layout.columns).enumerated() {
      write(label, layout.columnLabel(column), width: layout.cellWidth, Self.light)
    }
    for (row, label) in rowLabels.prefix(layout.rows).enumerated() {
      write(label, layout.rowLabel(row), width: layout.rowLabelWidth, Self.light)
    }
    for (row, line) in cells.enumerated() {
      for (column, cell) in line.enumerated() {
        guard let cell else { continue }
        let frame = layout.cell(row: row, column: column)
        let picture = try cell.image.fitted(width: frame.width, height: frame.height)
        canvas.draw(
          picture, x: frame.x + (frame.width - picture.width) / 2,
          y: frame.y + (frame.height - picture.height) / 2)
        write(cell.caption, layout.caption(row: row, column: column), width: layout.cellWidth, Self.soft)
      }
    }
    return canvas.image
  }

  private static let ground = Canvas.Color(red: 18, green: 19, blue: 22)
  private static let light = Canvas.Color.gray(230)
  private static let soft = Canvas.Color.gray(165)
  private static let widestRowLabel = 220

  var layout: SheetLayout {
    SheetLayout(
      columns: max(1, cells.map(\.count).max() ?? 0), rows: cells.count, cellWidth: cellSize.width,
      cellHeight: cellSize.height,
      rowLabelWidth: min(
        Self.widestRowLabel,
        rowLabels.map { TextLine($0, size: SheetLayout.labelSize).width }.max() ?? 0),
      hasTitle: !title.isEmpty, hasColumnLabels: !columnLabels.isEmpty,
      hasCaptions: cells.joined().contains { $0?.caption.isEmpty == false })
  }
}

extension Image {
  /// The picture scaled down to fit into a box, bilinearly with antialiasing; itself when it fits, unless it is to be
  /// enlarged until it fills the box's width or height.
  public func fitted(width: Int, height: Int, enlarging: Bool = false) throws(TorchError) -> Image {
    let scale = min(Double(width) / Double(self.width), Double(height) / Double(self.height))
    guard scale < 1 || (enlarging && scale > 1) else { return self }
    let size = PixelSize(self).scaled(by: scale, rounding: .toNearestOrAwayFromZero)
    return try Image(byteTensor().resized(to: size, antialias: true).to(.float32) * (1 / 255))
  }
}
