import ArgumentParser
import Networks
import Torch

/// How much a command says.
struct VerbosityOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more: each step, and the library's long messages.")
  var verbose = false

  /// As with `--quiet`.
  static var silent: VerbosityOptions {
    var options = VerbosityOptions()
    options.quiet = true
    return options
  }

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
  }

  /// A line for the person beside the result, on stderr.
  func note(_ line: String) {
    if !quiet { Terminal.error.write(line.withFlags) }
  }

  /// Says so where a type was named that this processor has no instructions for.
  func noteIfSlow(_ precision: ComputePrecision, on device: Device = .cpu) {
    guard device == .cpu, precision == .bfloat16, !Runtime.hasFastBFloat16 else { return }
    note("this processor has no instructions for bfloat16: --precision float32 is many times as fast")
  }

  /// A line that is only of use when something is not as expected.
  func detail(_ line: @autoclosure () -> String) {
    if verbose { Terminal.error.write(line()) }
  }
}

/// A command that lets its user choose how much it says.
protocol VerbosityCommand: ParsableCommand {
  /// What was chosen.
  var verbosity: VerbosityOptions { get }
}
