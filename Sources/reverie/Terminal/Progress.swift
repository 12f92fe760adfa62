import Foundation

/// Shows on stderr how far a long piece of work is: a bar on a terminal, a line every 10 % or 10 s elsewhere.
///
/// Nothing appears for work that takes less than two seconds. One thread reports.
final class Progress {
  /// The number of steps done in the unit of the rate, and the share of the whole work that they are.
  struct State {
    var label: String
    var fraction: Double
    var steps: Int
  }

  private let unit: String
  private let earlier: Double
  private let style: Style
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastShown: ContinuousClock.Instant
  private var nextTenth = 1
  private var isBarOnScreen = false

  private enum Style { case none, bar, lines }

  /// - Parameters:
  ///   - unit: What is counted, as `iterations`.
  ///   - earlier: The share of the work that was done before and took no time now.
  ///   - isQuiet: Shows nothing at all.
  init(unit: String, earlier: Double = 0, isQuiet: Bool) {
    self.unit = unit
    self.earlier = earlier
    style = isQuiet ? .none : Terminal.error.isInteractive ? .bar : .lines
    start = clock.now
    lastShown = start
  }

  deinit { clear() }

  /// Reports where the work is. To be called often: it draws at most ten times a second.
  func show(_ state: State) {
    let now = clock.now
    let elapsed = (now - start).seconds
    let done = state.fraction - earlier
    let total = done > 0 ? elapsed * (1 - earlier) / done : .infinity
    guard elapsed > 0.3, elapsed > 2 || (total.isFinite && total > 2) else { return }
    let line = ProgressLine(
      label: state.label, fraction: state.fraction,
      rate: state.steps > 0 ? "\((Double(state.steps) / elapsed).threeDigits) \(unit)/s" : "",
      secondsLeft: total.isFinite ? total - elapsed : nil)
    switch style {
    case .none: break
    case .bar:
      guard !isBarOnScreen || (now - lastShown).seconds >= 0.1 else { return }
      Terminal.error.overwrite(line.bar(width: Terminal.error.width, unicode: Terminal.speaksUnicode))
      isBarOnScreen = true
      lastShown = now
    case .lines:
      guard Int(state.fraction * 10) >= nextTenth || (now - lastShown).seconds >= 10 else { return }
      Terminal.error.write(line.plain)
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

  /// Seconds since the work began.
  var seconds: Double { (clock.now - start).seconds }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
