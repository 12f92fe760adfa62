import Foundation

extension Double {
  /// A share as `62.3 %`, with a space that does not break.
  var percentText: String { String(format: "%.1f\u{A0}%%", self * 100) }

  /// A share as a width in CSS, `62.3%`.
  var percentOfWidth: String { String(format: "%.1f%%", self * 100) }

  /// Three digits that count, as `1.85`, `0.0012`.
  var numberText: String { String(format: "%.3g", self) }
}

extension Int {
  /// With a comma before every three digits, as `14,714,688`.
  var groupedText: String { formatted(.number.locale(Locale(identifier: "en_US"))) }
}
