import Foundation
import TestSupport
import Training

/// Runs the program as two ranks that meet on the loopback interface, to the end of both.
///
/// - Parameter killedRank: The rank that is killed as soon as the run named "run" has a state.
func twoRanks(
  _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:],
  killedRank: Int? = nil
) throws -> [Run] {
  let shared = try LoopbackRanks.environment(size: 2).merging(environment) { $1 }
  let processes = try (0..<2).map { rank in
    let own = ["RANK": "\(rank)", "LOCAL_RANK": "\(rank)"]
    let process = try program(arguments, in: folder, environment: shared.merging(own) { $1 })
    process.standardOutput = try FileHandle(forWritingTo: folder.emptyFile("output\(rank)"))
    process.standardError = try FileHandle(forWritingTo: folder.emptyFile("error\(rank)"))
    try process.run()
    return process
  }
  if let killedRank {
    while !folder.hasState(of: "run"), processes[killedRank].isRunning {
      Thread.sleep(forTimeInterval: 0.02)
    }
    kill(processes[killedRank].processIdentifier, SIGKILL)
  }
  return try processes.enumerated().map { rank, process in
    process.waitUntilExit()
    return Run(
      code: process.terminationStatus,
      output: String(decoding: try folder.read("output\(rank)"), as: UTF8.self),
      error: String(decoding: try folder.read("error\(rank)"), as: UTF8.self))
  }
}

extension TemporaryFolder {
  /// What a training run in the folder says about its epochs.
  func metrics(of run: String) throws -> [EpochReport] {
    try read(run + "/metrics.jsonl").split(separator: UInt8(ascii: "\n"))
      .map { try JSONDecoder().decode(EpochReport.self, from: $0) }
  }
}
