import ArgumentParser

/// How much a command says.
struct TalkOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more: each step, and the library's long messages.")
  var verbose = false

  /// As with `--quiet`.
  static var silent: TalkOptions {
    var options = TalkOptions()
    options.quiet = true
    return options
  }

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
  }

  /// A line for the person beside the result, on stderr.
  func note(_ line: String) {
    if !quiet { Terminal.error.write(line) }
  }

  /// A line that is only of use when something is not as expected.
  func detail(_ line: @autoclosure () -> String) {
    if verbose { Terminal.error.write(line()) }
  }
}

/// A command that lets its user choose how much it says.
protocol TalkingCommand: ParsableCommand {
  /// What was chosen.
  var talk: TalkOptions { get }
}
