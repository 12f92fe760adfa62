import ArgumentParser
import Torch

/// How many threads one operation may use.
struct ThreadOption: ParsableArguments {
  @Option(help: ArgumentHelp("Threads for one operation. (default: one per core)", valueName: "count"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads takes a whole number from 1 to 1024, not \(threads).")
    }
  }

  /// Sets the number for the whole program, before any work.
  func apply() {
    if let threads { Runtime.threads = threads }
  }
}
