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

  /// Writes a line at once.
  func write(_ line: String) { send(line + "\n") }

  /// Writes `line` over the one where the cursor is, and leaves the cursor on it.
  func overwrite(_ line: String) { send("\r\u{1B}[2K" + line) }

  private func send(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      // Nobody reads on: there is no one left to tell.
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
