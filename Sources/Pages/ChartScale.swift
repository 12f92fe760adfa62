internal import Foundation

/// An axis: which numbers it shows, and where.
public struct ChartScale: Sendable, Equatable {
  /// Round numbers at equal distances.
  public let ticks: [Double]
  /// What the axis spans.
  public let range: ClosedRange<Double>

  /// An axis over all of `values`, from round number to round number: multiples of 1, 2 or 5 and a power of ten.
  ///
  /// - Parameter count: about how many intervals there are.
  public init(_ values: [Double], intervals count: Int = 4) {
    let finite = values.filter(\.isFinite)
    let (lowest, highest) = (finite.min() ?? 0, finite.max() ?? 1)
    let span = highest > lowest ? highest - lowest : max(abs(highest), 1)
    let rough = span / Double(count)
    let power = pow(10, floor(log10(rough)))
    let step = power * ([1, 2, 5, 10].first { $0 * power >= rough * 0.999 } ?? 10)
    let first = (lowest / step).rounded(.down)
    let last = max((highest / step).rounded(.up), first + 1)
    ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    range = first * step...last * step
  }

  /// Where a number lies, 0 at the beginning of the axis and 1 at its end.
  public func place(of value: Double) -> Double {
    (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }
}

/// A place in a drawing, as SVG writes it.
public func svg(_ number: Double) -> String { String(format: "%.1f", number) }
