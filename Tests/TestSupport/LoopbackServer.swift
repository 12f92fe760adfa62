public import Foundation

/// A server on the loopback interface; Tests/Fixtures/loopback_server.py tells what its paths do.
public final class LoopbackServer: Sendable {
  /// Whether there is a Python to run it.
  public static let isAvailable: Bool = {
    let process = python(["-c", "import http.server"])
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  private let process: Process
  private let input = Pipe()
  private let port: Int

  /// Starts a server of one file.
  public init(file: URL) throws {
    let script = Fixture.folder.appendingPathComponent("loopback_server.py").path
    let output = Pipe()
    process = Self.python([script, file.path])
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = Data()
    while line.last != UInt8(ascii: "\n"), let byte = try output.fileHandleForReading.read(upToCount: 1),
      !byte.isEmpty
    {
      line += byte
    }
    guard let port = Int(String(decoding: line.dropLast(), as: UTF8.self)) else {
      throw CocoaError(.fileReadUnknown)
    }
    self.port = port
  }

  deinit { try? input.fileHandleForWriting.close() }

  /// The address of a path, as `plain/file`.
  public func address(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

  private static func python(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.standardError = FileHandle.nullDevice
    return process
  }
}
