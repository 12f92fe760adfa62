import ArgumentParser
import Foundation
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
  ///
  /// - Parameter processes: the programs that share this machine's cores; without a number of its own, here or in
  ///   `OMP_NUM_THREADS`, each takes its share of them.
  func apply(sharedBy processes: Int = 1) {
    if let threads {
      Runtime.threads = threads
    } else if processes > 1, ProcessInfo.processInfo.environment["OMP_NUM_THREADS"] == nil {
      Runtime.threads = max(1, Runtime.threads / processes)
    }
  }
}
