import ArgumentParser
import Dreaming
import Foundation

/// Which pictures of a dream are written while it is made.
struct FrameOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the dream so far after every so many steps, as dream.0010.png beside dream.png.",
      valueName: "steps"))
  var saveEvery: Int?

  @Flag(help: "Write the dream so far under its own name at the end of each level.")
  var preview = false

  func validate() throws {
    if let saveEvery, saveEvery < 1 {
      throw ValidationError("--save-every takes a whole number from 1, not \(saveEvery).")
    }
  }
}

/// The pictures of one dream that are written while it is made.
struct DreamFrames {
  /// What the user chose.
  let options: FrameOptions
  /// The dream's own file.
  let output: String

  /// The files to write after a step.
  func paths(after progress: DreamProgress) -> [String] {
    var paths: [String] = []
    if let interval = options.saveEvery, progress.stepsDone.isMultiple(of: interval) {
      paths.append(path(ofStep: progress.stepsDone, of: progress.steps))
    }
    if options.preview, progress.iteration == progress.iterations, progress.level < progress.levels {
      paths.append(output)
    }
    return paths
  }

  /// The number has four digits, or as many as the last step's.
  private func path(ofStep step: Int, of steps: Int) -> String {
    let file = URL(filePath: output)
    let digits = max(4, String(steps).count)
    let number = String(repeating: "0", count: digits - String(step).count) + String(step)
    let ending = "." + file.pathExtension
    return "\(output.dropLast(ending.count)).\(number)\(ending)"
  }
}
