internal import Foundation

// What messages about files, models and settings are made of.

extension Int {
  /// Bytes as people say them, rounded up so that as much is enough: `340 MB`, `1.9 GB`.
  public var memorySize: String {
    let megabytes = (Double(self) / 1e6).rounded(.up)
    guard megabytes >= 1000 else { return String(format: "%.0f MB", megabytes) }
    return String(format: "%.1f GB", (megabytes / 100).rounded(.up) / 10)
  }
}

extension String {
  /// Fit for one line of a terminal: control characters and line ends become spaces, and what is beyond 300 characters is
  /// cut.
  public var onOneLine: String {
    let text = String(
      unicodeScalars.prefix(300).map { scalar in
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: " "
        default: Character(scalar)
        }
      })
    return unicodeScalars.count > 300 ? text + "…" : text
  }

  /// In quotation marks, on one line.
  public var quoted: String { "'\(onOneLine)'" }
}

/// The names most like `name`, best first: those that need the fewest single-letter changes (Levenshtein 1966).
public func nearestNames(to name: String, among names: [String], count: Int = 5) -> [String] {
  let target = Array(name.lowercased())
  let scored = names.map { candidate in (candidate, editDistance(target, Array(candidate.lowercased()))) }
  return scored.enumerated()
    .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }
    .prefix(count).map(\.element.0)
}

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var row = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in b.enumerated() {
      let substitution = diagonal + (letter == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substitution, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}
