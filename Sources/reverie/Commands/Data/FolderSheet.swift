import Datasets

/// What a folder of pictures holds, as it is printed.
struct FolderSheet {
  let report: FolderReport
  /// Whether every class and everything found is listed, however much it is.
  let isComplete: Bool

  /// How many things of a kind are listed otherwise.
  private static let few = 10

  /// The report's lines.
  var lines: [String] {
    var lines = [
      "\(report.folder): \(report.classes.count.grouped) classes, \(report.pictures.grouped) pictures, "
        + "\((Double(report.bytes) / 1e6).threeDigits) MB",
      "  per class   \(span(FolderReport.Range(of: report.classes.map(\.pictures)))), "
        + "fewest in \(extreme(<)), most in \(extreme(>))",
      "  width       \(span(report.width)) pixels",
      "  height      \(span(report.height)) pixels",
      "  formats     "
        + report.formats.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.key) \($0.value.grouped)" }.joined(separator: ", "),
    ]
    if isComplete { lines += report.classes.map { "  \($0.name): \($0.pictures.grouped)" } }
    lines += section("broken", report.broken.map(\.reason))
    lines += section(
      "of another format than their name says", report.misnamed.map { "\($0.path): \($0.format.rawValue)" })
    lines += duplicates(
      "in more than one class, with the same bytes", report.duplicates.filter(\.isAcrossClasses))
    lines += duplicates("in one class more than once", report.duplicates.filter { !$0.isAcrossClasses })
    lines += section("left out, as their names are not those of pictures", report.ignored)
    return lines
  }

  private func span(_ range: FolderReport.Range) -> String {
    "\(range.smallest.grouped) to \(range.largest.grouped), half below \(range.median.grouped)"
  }

  private func extreme(_ precedes: (Int, Int) -> Bool) -> String {
    report.classes.min { precedes($0.pictures, $1.pictures) }?.name ?? "-"
  }

  private func duplicates(_ title: String, _ groups: [FolderReport.Duplicates]) -> [String] {
    section(title, groups.map { $0.paths.joined(separator: " = ") })
  }

  /// A title with the number of things, and the things.
  private func section(_ title: String, _ things: [String]) -> [String] {
    guard !things.isEmpty else { return ["  none \(title)"] }
    let shown = isComplete ? things[...] : things.prefix(Self.few)
    let rest = things.count - shown.count
    return ["  \(things.count.grouped) \(title):"] + shown.map { "    " + $0 }
      + (rest > 0 ? ["    … and \(rest.grouped) more; --verbose lists all"] : [])
  }
}
