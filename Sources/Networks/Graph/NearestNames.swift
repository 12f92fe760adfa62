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
