import Foundation
import Testing
import TestSupport

@testable import reverie

@Suite("The command line as a whole")
struct CommandLineTests {
  @Test func versionNamesItselfAndLibtorch() throws {
    let expected = Run(code: 0, output: "reverie 0.1.0 (libtorch 2.13.0)\n", error: "")
    #expect(try reverie("--version") == expected)
  }

  @Test func helpListsTheCommands() throws {
    let run = try reverie("help")
    #expect(run.code == 0)
    for command in Reverie.configuration.subcommands where command.configuration.shouldDisplay {
      let names = [command.configuration.commandName ?? "?"] + command.configuration.aliases
      #expect(run.output.contains("\n  \(names.joined(separator: ", ")) "))
    }
  }

  /// Every command with the words that lead to it, as `models import`.
  private static let commands: [[String]] = Reverie.configuration.subcommands.flatMap { command in
    let name = command.configuration.commandName ?? ""
    return [[name]] + command.configuration.subcommands.map { [name, $0.configuration.commandName ?? ""] }
  }

  @Test(arguments: [[]] + commands)
  func everyHelpHasExamplesThatParse(command: [String]) throws {
    let help = try reverie(command + ["--help"])
    #expect(help.code == 0)
    let examples = help.output.split(separator: "\n").filter { $0.hasPrefix("  reverie ") }
    #expect(examples.count >= 2, "\(help.output)")
    for example in examples {
      let arguments = example.split(separator: " ").dropFirst().map(String.init)
      #expect(throws: Never.self, "\(example)") { try Reverie.parseAsRoot(arguments) }
    }
  }

  @Test(arguments: [
    ["sleep"], ["--frobnicate"], ["layers", "--size", "0"], ["layers", "--size", "3xtwo"],
    ["layers", "--head", "pooled"], ["layers", "--network", "vgg16", "--classes", "0"],
    ["layers", "--quiet", "--verbose"],
  ])
  func aWrongCommandLineExitsWith64(arguments: [String]) throws {
    let run = try reverie(arguments)
    #expect(run.code == 64)
    #expect(run.output == "")
    #expect(run.error.hasPrefix("Error: "))
    #expect(run.error.contains("--help"))
  }

  @Test func nobodyReadingOnIsNoCrash() throws {
    let folder = try TemporaryFolder()
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", #""$0" layers --network resnet152 --json | true"#, programURL.path]
    let error = try folder.emptyFile("error")
    shell.standardError = try FileHandle(forWritingTo: error)
    try shell.run()
    shell.waitUntilExit()
    #expect(try folder.read("error").isEmpty)
  }

  @Test(arguments: commands) func helpFitsATerminal(command: [String]) throws {
    let help = try reverie(["help"] + command)
    let usage = help.output.split(separator: "\n").filter { !$0.hasPrefix("USAGE") }
    #expect(usage.allSatisfy { $0.count <= 80 }, "\(help.output)")
  }
}
