import ArgumentParser
import Datasets
import Foundation

/// `reverie data check`: every picture of a folder decoded, and what is wrong with them.
struct DataCheckCommand: TalkingCommand {
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
  @OptionGroup var talk: TalkOptions

  func validate() throws {
    guard (1...256).contains(workers) else {
      throw ValidationError("--workers takes a whole number from 1 to 256, not \(workers).")
    }
  }

  func run() throws {
    let check = try FolderCheck(path: folder, limits: limits.limits)
    let progress = Progress(unit: "images", isQuiet: talk.quiet)
    let report = check.run(threads: workers) { done in
      progress.show(
        Progress.State(label: folder, fraction: Double(done) / Double(max(check.count, 1)), steps: done))
    }
    progress.clear()
    if json {
      try printJSON(report)
    } else {
      for line in FolderSheet(report: report, isComplete: talk.verbose).lines { print(line) }
    }
    if !report.broken.isEmpty { throw ExitCode.failure }
  }
}
