import Foundation

/// How far a piece of work is, as one line of text.
struct ProgressLine {
  /// What is under way, as `level 2 of 4`.
  var label: String
  /// Done so far, 0…1.
  var fraction: Double
  /// The speed in the work's own words, as `3.2 iterations/s`.
  var rate: String
  /// Seconds left; `nil` while nobody knows.
  var secondsLeft: Double?

  /// Label, bar, percentage, rate and time left, within `width` columns; the bar shrinks first, and then goes.
  func bar(width: Int, unicode: Bool) -> String {
    let tail = " \(percentage)" + [rate, timeLeft].filter { !$0.isEmpty }.map { "  " + $0 }.joined()
    let room = min(40, width - 1 - label.count - 1 - tail.count)
    guard room >= 8 else { return String((label + tail).prefix(max(width - 1, 0))) }
    return "\(label) \(unicode ? blocks(room) : hashes(room))\(tail)"
  }

  /// The same without a bar, for a file or a pipe.
  var plain: String {
    "\(label): "
      + [percentage.trimmingCharacters(in: .whitespaces), rate, timeLeft]
      .filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private var clamped: Double { min(max(fraction, 0), 1) }

  private var percentage: String {
    let percent = String(Int(clamped * 100))
    return String(repeating: " ", count: max(0, 3 - percent.count)) + percent + " %"
  }

  private var timeLeft: String { secondsLeft.map { "\($0.duration) left" } ?? "" }

  /// Eighths of a block, on a dotted ground.
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
