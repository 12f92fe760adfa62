/// Where everything on a contact sheet lies, in pixels.
struct SheetLayout: Equatable {
  /// A rectangle.
  struct Frame: Equatable {
    let x: Int
    let y: Int
    let width: Int
    let height: Int
  }

  static let margin = 24
  static let gap = 10
  static let titleSize = 20
  static let labelSize = 14
  /// From one line of text to what is below it.
  private static let leading = 8

  let columns: Int
  let rows: Int
  let cellWidth: Int
  let cellHeight: Int
  /// The width of the labels left of the rows; 0 for none.
  let rowLabelWidth: Int
  let hasTitle: Bool
  let hasColumnLabels: Bool
  let hasCaptions: Bool

  /// The sheet's width.
  var width: Int {
    2 * Self.margin + labelColumn + columns * cellWidth + max(0, columns - 1) * Self.gap
  }

  /// The sheet's height.
  var height: Int { 2 * Self.margin + header + rows * rowHeight - (rows > 0 ? Self.gap : 0) }

  /// Where the title's line begins.
  var title: (x: Int, y: Int) { (Self.margin, Self.margin) }

  /// Where the label of a column begins.
  func columnLabel(_ column: Int) -> (x: Int, y: Int) {
    (cell(row: 0, column: column).x, Self.margin + header - Self.leading - Self.labelSize)
  }

  /// Where the label of a row begins: beside the middle of its pictures.
  func rowLabel(_ row: Int) -> (x: Int, y: Int) {
    (Self.margin, cell(row: row, column: 0).y + (cellHeight - Self.labelSize) / 2)
  }

  /// The box of a picture.
  func cell(row: Int, column: Int) -> Frame {
    Frame(
      x: Self.margin + labelColumn + column * (cellWidth + Self.gap),
      y: Self.margin + header + row * rowHeight, width: cellWidth, height: cellHeight)
  }

  /// Where the caption below a picture begins.
  func caption(row: Int, column: Int) -> (x: Int, y: Int) {
    let cell = cell(row: row, column: column)
    return (cell.x, cell.y + cellHeight + Self.leading - 2)
  }

  private var labelColumn: Int { rowLabelWidth > 0 ? rowLabelWidth + 2 * Self.gap : 0 }

  private var header: Int {
    (hasTitle ? Self.titleSize + 2 * Self.leading : 0)
      + (hasColumnLabels ? Self.labelSize + Self.leading : 0)
  }

  private var rowHeight: Int {
    cellHeight + (hasCaptions ? Self.leading + Self.labelSize : 0) + Self.gap
  }
}
