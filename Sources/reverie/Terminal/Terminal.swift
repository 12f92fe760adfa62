import Files
import Foundation

/// One of the program's two outputs, and what a person sees of it.
struct Terminal: Sendable {
  /// Where results go.
  static let output = Terminal(descriptor: STDOUT_FILENO)
  /// Where progress, warnings and errors go.
  static let error = Terminal(descriptor: STDERR_FILENO)

  private let descriptor: Int32

  /// Whether a person looks on, and the cursor can go back.
  var isInteractive: Bool {
    isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// Columns of the window; 80 where there is none.
  var width: Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Whether characters beyond ASCII come out as they are.
  static var speaksUnicode: Bool {
    let environment = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    return locale.map { $0.lowercased().contains("utf") } ?? false
  }

  /// Writes a line at once. Control characters, which a file's name or text may hold, are shown and do nothing.
  func write(_ line: String) { send(line.withVisibleControls + "\n") }

  /// Writes `line` over the one where the cursor is, and leaves the cursor on it.
  func overwrite(_ line: String) { send("\r\u{1B}[2K" + line) }

  private func send(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return unsent() }
      bytes = bytes.dropFirst(count)
    }
  }
}

extension Terminal {
  /// Results that are lost end the program, unless nobody reads on; of an error there is no one left to tell.
  private func unsent() {
    guard descriptor == STDOUT_FILENO, errno != EPIPE else { return }
    let reason = systemReason()
    Terminal.error.write(
      "reverie: the output cannot be written (\(reason)); free some room, or send it elsewhere")
    exit(EXIT_FAILURE)
  }
}

/// Writes a line of results on standard output, in the place of Swift's own function, which does not notice a full disk.
func print(_ line: String = "") { Terminal.output.write(line) }

extension String {
  /// The text with control characters, and those that turn the direction of writing, as `\u{1B}`; lines and tabs stay.
  var withVisibleControls: String {
    guard unicodeScalars.contains(where: \.isHiddenControl) else { return self }
    return unicodeScalars.map { $0.isHiddenControl ? $0.escaped(asASCII: true) : String($0) }.joined()
  }
}

extension Unicode.Scalar {
  fileprivate var isHiddenControl: Bool {
    switch value {
    case 0x09, 0x0A: false
    case ..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

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

/// Prints `value` on stdout as JSON for other programs: indented, keys in alphabetical order.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
