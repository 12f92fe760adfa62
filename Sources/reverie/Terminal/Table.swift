/// Text in aligned columns.
struct Table {
  /// Where a column's text stands.
  enum Alignment { case left, right }

  /// A title and where the text below it stands.
  struct Column {
    let title: String
    let alignment: Alignment

    static func left(_ title: String) -> Column { Column(title: title, alignment: .left) }
    static func right(_ title: String) -> Column { Column(title: title, alignment: .right) }
  }

  private let columns: [Column]
  private var rows: [[String]] = []

  init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row with one text for each column.
  mutating func add(_ row: [String]) {
    precondition(row.count == columns.count, "a row has one text for each column")
    rows.append(row)
  }

  /// The table's lines: titles, a rule, the rows. No line ends in spaces.
  var lines: [String] {
    let titles = columns.map(\.title)
    let widths = columns.indices.map { column in ([titles] + rows).map { $0[column].count }.max() ?? 0 }
    let rule = widths.map { String(repeating: Terminal.speaksUnicode ? "─" : "-", count: $0) }
    return ([titles, rule] + rows).map { row in
      let cells = zip(columns, zip(row, widths)).map { column, cell in
        let spaces = String(repeating: " ", count: cell.1 - cell.0.count)
        return column.alignment == .left ? cell.0 + spaces : spaces + cell.0
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
