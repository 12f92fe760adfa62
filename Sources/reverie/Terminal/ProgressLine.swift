import Foundation

/// How far a piece of work is, as one line of text.
struct ProgressLine {
  /// What is under way, as `level 2/4`.
  var label: String
  /// Done so far, 0…1.
  var fraction: Double
  /// The speed in the work's own words, as `3.2 it/s`; may be empty.
  var rate: String
  /// Seconds left; `nil` while nobody knows.
  var secondsLeft: Double?

  /// Label, bar, percentage, rate and time left in less than `width` columns; the bar shrinks first, then parts go.
  func bar(width: Int, unicode: Bool) -> String {
    // Room for the ^C that a terminal shows: it must not break the line that is cleared.
    let columns = max(0, width - 3)
    let tail = [percentage, rate, timeLeft].joinedParts
    let room = min(40, columns - label.count - tail.count - 3)
    if room >= 8 { return "\(label)  \(unicode ? blocks(room) : hashes(room)) \(tail)" }
    let shorter = [[label, tail], [label, percentage, timeLeft], [percentage, timeLeft], [percentage]]
    return shorter.map(\.joinedParts).first { $0.count <= columns } ?? ""
  }

  /// The same without a bar, for a file or a pipe.
  var plain: String {
    let parts = [percentage.trimmingCharacters(in: .whitespaces), rate, timeLeft].filter { !$0.isEmpty }
    return "\(label): \(parts.joined(separator: ", "))"
  }

  private var clamped: Double { min(max(fraction, 0), 1) }

  private var percentage: String {
    let percent = String(Int(clamped * 100))
    return String(repeating: " ", count: 3 - percent.count) + percent + " %"
  }

  private var timeLeft: String {
    guard let secondsLeft, clamped < 1 else { return "" }
    return "\(secondsLeft.duration) left"
  }

  /// Eighths of a block, on a shaded ground.
  private func blocks(_ width: Int) -> String {
    let eighths = Int(clamped * Double(width * 8))
    let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    let filled = String(repeating: "█", count: eighths / 8) + partial
    return filled + String(repeating: "░", count: width - filled.count)
  }

  private func hashes(_ width: Int) -> String {
    let filled = Int(clamped * Double(width - 2))
    return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: width - 2 - filled)
      + "]"
  }
}

extension [String] {
  fileprivate var joinedParts: String { filter { !$0.isEmpty }.joined(separator: "  ") }
}
