import ArgumentParser
import Torch

/// The program: reads the command line, runs one command, turns what went wrong into one line and an exit code.
@main
struct Reverie: ParsableCommand {
  /// This program's own version.
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "reverie",
    abstract: "Trains networks on your pictures, makes them dream, and shows what they saw.",
    discussion: """
      A network that has learnt to see can be asked to draw more of what it sees: a deep dream.

      EXAMPLES
        reverie dream photo.jpg -o dream.png
        reverie gallery photo.jpg --iterations 5,10,20 -o gallery
        reverie explain photo.jpg -o why.png
        reverie layers --network vgg16

      'reverie help dream' tells all about one command, with examples.
      """,
    version: "reverie \(version) (libtorch \(Runtime.version))",
    groupedSubcommands: [
      CommandGroup(
        name: "Dream",
        subcommands: [
          DreamCommand.self, GalleryCommand.self, VisualizeCommand.self, PresetsCommand.self,
        ]),
      CommandGroup(
        name: "Explain", subcommands: [ExplainCommand.self, ClassifyCommand.self, CompareCommand.self]),
      CommandGroup(
        name: "Network",
        subcommands: [
          ModelsCommand.self, LayersCommand.self, FeaturesCommand.self, TrainCommand.self,
          EvaluateCommand.self, DataCommand.self, TrainTimeCommand.self,
        ]),
    ])

  static func main() {
    Runtime.keepFreedMemory(true)
    do {
      var command = try parseAsRoot()
      do {
        try command.run()
      } catch {
        fail(error, verbose: (command as? any VerbosityCommand)?.verbosity.verbose ?? false)
      }
    } catch {
      exit(withError: error)
    }
  }

  /// Ends the program: help, version and a wrong command line in ArgumentParser's words, all else as a ``Failure``.
  private static func fail(_ error: any Error, verbose: Bool) -> Never {
    switch exitCode(for: error) {
    case .success, .validationFailure: exit(withError: error)
    case _ where error is ExitCode: exit(withError: error)
    default:
      Terminal.error.write(Failure(error).text(verbose: verbose))
      exit(withError: ExitCode.failure)
    }
  }
}
