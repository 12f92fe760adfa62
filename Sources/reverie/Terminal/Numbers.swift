import Foundation

extension Int {
  /// With a comma before every three digits, as `14,714,688`.
  var grouped: String {
    let digits = Array(String(magnitude))
    let groups = stride(from: digits.count, to: 0, by: -3).map { end in
      String(digits[Swift.max(0, end - 3)..<end])
    }
    return (self < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
  }

  /// With the word for what is counted, as `1 epoch` and `2,000 epochs`.
  func counted(_ word: String) -> String { "\(grouped) \(word)\(self == 1 ? "" : "s")" }

  /// Three digits and a unit of a thousand, a million or a thousand millions, as `15.5 G`; `0` alone is `-`.
  var rounded: String {
    guard self != 0 else { return "-" }
    for (unit, name) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where Double(self) >= 0.9995 * unit {
      return (Double(self) / unit).threeDigits + " " + name
    }
    return String(self)
  }
}

extension Double {
  /// Three digits that count: `1.85`, `15.5`, `138`.
  var threeDigits: String {
    let decimals = magnitude < 9.995 ? 2 : magnitude < 99.95 ? 1 : 0
    return String(format: "%.\(decimals)f", self)
  }

  /// Seconds as a person says them: `0.4 s`, `12 s`, `2:05 min`, `1:02:30 h`.
  var duration: String {
    guard isFinite else { return "?" }
    if self < 9.95 { return String(format: "%.1f s", self) }
    let seconds = Int(rounded())
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return String(format: "%d:%02d min", seconds / 60, seconds % 60) }
    return String(format: "%d:%02d:%02d h", seconds / 3600, seconds / 60 % 60, seconds % 60)
  }
}

extension Double {
  /// A share as `62.3 %`.
  var percent: String { String(format: "%.1f %%", self * 100) }
}
