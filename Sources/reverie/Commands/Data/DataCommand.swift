import ArgumentParser
import Datasets
import Foundation

/// `reverie data`: the pictures that networks learn from.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Fetch a dataset, or check a folder of pictures.",
    discussion: """
      EXAMPLES
        reverie data fetch caltech-101
        reverie data check caltech-101

      'reverie help data fetch' tells all about one of them.
      """,
    subcommands: [DataFetchCommand.self, DataCheckCommand.self, DataLoadCommand.self])
}

/// `reverie data check`: every picture of a folder decoded, and what is wrong with them.
struct DataCheckCommand: VerbosityCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Decode every picture of a folder, and tell what is wrong.",
    discussion: """
      Tells classes, counts and sizes, and lists the pictures that cannot be decoded, those whose extension is another \
      format's (they load all the same), and those of the same bytes; with --verbose all of them and every class. \
      The exit code is 1 when a picture cannot be decoded.

      EXAMPLES
        reverie data check pictures
        reverie data check pictures --json
      """)

  @Argument(help: ArgumentHelp("The folder of pictures, one folder per class.", valueName: "folder"))
  var folder: String

  @Flag(help: "Print JSON for other programs.")
  var json = false

  @Option(
    help: ArgumentHelp("Threads that decode.", valueName: "count"))
  var workers = ProcessInfo.processInfo.activeProcessorCount

  @OptionGroup var limits: PhotoLimitOption
  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    guard (1...256).contains(workers) else {
      throw ValidationError("--workers takes a whole number from 1 to 256, not \(workers).")
    }
  }

  func run() throws {
    let check = try FolderCheck(path: folder, limits: limits.limits)
    let progress = Progress(unit: "images", isQuiet: verbosity.quiet)
    let report = check.run(threads: workers) { done in
      progress.show(
        Progress.State(label: folder, fraction: Double(done) / Double(max(check.count, 1)), steps: done))
    }
    progress.clear()
    if json {
      try printJSON(report)
    } else {
      for line in FolderSummary(report: report, isComplete: verbosity.verbose).lines { print(line) }
    }
    if !report.broken.isEmpty { throw ExitCode.failure }
  }
}

/// What a folder of pictures holds, as it is printed.
struct FolderSummary {
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
    lines += section("left out, as they are no pictures", report.ignored)
    lines += report.notes.map { "  " + $0 }
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
