import Foundation
import TestSupport

/// What a run of the program left: its exit code and what it said.
struct Run: Equatable {
  let code: Int32
  let output: String
  let error: String
}

/// Runs the program that was built beside the tests, as a user would in a UTF-8 terminal.
///
/// - Parameter folder: Where relative paths start.
func reverie(_ arguments: String..., in folder: TemporaryFolder? = nil) throws -> Run {
  try reverie(arguments, in: folder)
}

/// Runs the program as ``reverie(_:in:)-(String...,_)`` does.
func reverie(
  _ arguments: [String], in folder: TemporaryFolder? = nil, environment: [String: String] = [:]
) throws -> Run {
  let scratch = try TemporaryFolder()
  return try result(of: program(arguments, in: folder ?? scratch, environment: environment))
}

/// Runs a process to its end.
func result(of process: Process) throws -> Run {
  let scratch = try TemporaryFolder()
  // Files instead of pipes: nothing waits for a reader.
  let output = try scratch.emptyFile("output")
  let error = try scratch.emptyFile("error")
  process.standardOutput = try FileHandle(forWritingTo: output)
  process.standardError = try FileHandle(forWritingTo: error)
  try process.run()
  process.waitUntilExit()
  return Run(
    code: process.terminationStatus,
    output: try String(contentsOf: output, encoding: .utf8),
    error: try String(contentsOf: error, encoding: .utf8))
}

/// The program, ready to be run; on one thread, as many run at once.
func program(
  _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
) throws -> Process {
  let process = Process()
  process.executableURL = programURL
  process.arguments = arguments
  process.currentDirectoryURL = folder.url
  process.standardInput = FileHandle.nullDevice
  process.environment = ProcessInfo.processInfo.environment
    .merging(["LC_ALL": "C.UTF-8", "TERM": "xterm", "OMP_NUM_THREADS": "1"]) { $1 }
    // What lies in the library of whoever runs the tests does not matter.
    .merging(["XDG_DATA_HOME": "/nonexistent"]) { $1 }
    .merging(environment) { $1 }
  return process
}

/// The program that was built beside the tests.
let programURL: URL = {
  let tests = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
  return tests.resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "reverie")
}()

/// torchrun where `Scripts/python_for_fixtures.sh` puts it, if it is there.
let torchrunURL: URL? = {
  let cache =
    ProcessInfo.processInfo.environment["XDG_CACHE_HOME"].map { URL(filePath: $0) }
    ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache")
  let torchrun = cache.appending(path: "reverie/fixtures/bin/torchrun")
  return FileManager.default.isExecutableFile(atPath: torchrun.path) ? torchrun : nil
}()
