import Foundation

/// Shows on stderr how far a long piece of work is: a bar on a terminal, a line every 10 % or 10 s elsewhere.
///
/// Nothing appears for work that takes less than two seconds. One thread reports.
final class Progress {
  /// Where the work is.
  struct State {
    /// What is under way.
    var label: String
    /// The share of the whole work that is done, 0…1.
    var fraction: Double
    /// The steps done so far, in the unit of the rate.
    var steps: Int
  }

  private enum Style { case none, bar, lines }

  /// The rate is that of the last seconds: steps need not be equally long.
  private static let rateWindow = 3.0

  private let unit: String
  private let earlier: Double
  private let style: Style
  /// Stands still while the machine sleeps: the time left is that of work.
  private let clock = SuspendingClock()
  private let start: SuspendingClock.Instant
  private var recent: [(seconds: Double, steps: Int)] = [(0, 0)]
  private var lastShown = 0.0
  private var nextTenth = 1
  private var isBarOnScreen = false

  /// - Parameters:
  ///   - unit: What the rate counts, as `images`.
  ///   - earlier: The share that an earlier run did, 0…1; it took no time now.
  ///   - isQuiet: Shows nothing at all.
  init(unit: String, earlier: Double = 0, isQuiet: Bool) {
    self.unit = unit
    self.earlier = earlier
    style = isQuiet ? .none : Terminal.error.isInteractive ? .bar : .lines
    start = clock.now
  }

  deinit { clear() }

  /// Seconds since the work began.
  var seconds: Double { (clock.now - start).seconds }

  /// Reports where the work is. To be called often: it draws at most ten times a second.
  func show(_ state: State) {
    let now = seconds
    recent.append((now, state.steps))
    while recent.count > 2, now - recent[0].seconds > Self.rateWindow { recent.removeFirst() }
    let done = state.fraction - earlier
    let whole = done > 0 ? now * (1 - earlier) / done : .infinity
    guard now > 2 || (now > 0.3 && whole > 2) else { return }
    switch style {
    case .none: break
    case .bar:
      guard !isBarOnScreen || now - lastShown >= 0.1 else { return }
      let line = line(state, now, whole)
      Terminal.error.overwrite(line.bar(width: Terminal.error.width, unicode: Terminal.speaksUnicode))
      isBarOnScreen = true
      lastShown = now
    case .lines:
      guard Int(state.fraction * 10) >= nextTenth || now - lastShown >= 10 else { return }
      Terminal.error.write(line(state, now, whole).plain)
      nextTenth = Int(state.fraction * 10) + 1
      lastShown = now
    }
  }

  /// Takes the bar off the screen; whatever is written next starts at the left edge.
  func clear() {
    guard isBarOnScreen else { return }
    Terminal.error.overwrite("")
    isBarOnScreen = false
  }

  private func line(_ state: State, _ now: Double, _ whole: Double) -> ProgressLine {
    let (since, steps) = recent[0]
    let rate = now > since ? Double(state.steps - steps) / (now - since) : 0
    return ProgressLine(
      label: state.label, fraction: state.fraction, rate: rate > 0 ? "\(rate.threeDigits) \(unit)/s" : "",
      secondsLeft: whole.isFinite ? whole - now : nil)
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

extension Progress.State {
  /// Where the fetching of a file is, the rate in kB.
  init(received: Int, total: Int?, _ name: String) {
    let (there, whole) = (Double(received) / 1e6, total.map { Double($0) / 1e6 })
    self.init(
      label: "\(name), \(there.threeDigits)" + (whole.map { " of \($0.threeDigits)" } ?? "") + " MB",
      fraction: whole.map { there / $0 } ?? 0, steps: received / 1000)
  }
}

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
