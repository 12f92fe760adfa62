import Foundation
import Testing
import TestSupport

/// A limit on the size of files stands for a disk that is full; Tests/Robustness/full_disk.sh fills a real one.
@Suite("A state that finds no room")
struct FullDiskTests {
  @Test func theLastStateStaysAndTheRunGoesOnWhenThereIsRoomAgain() throws {
    let folder = try TemporaryFolder()
    let pictures = try PictureFolder(picturesPerClass: 10)
    let settings = [
      "train", pictures.path, "--network", "resnet18", "--size", "32", "--epochs", "3", "--batch-size", "6",
      "--threads", "1", "--quiet",
    ]
    let resume = ["train", "--resume", "run", "--save-every", "0.001", "--quiet"]
    let success = Run(code: 0, output: "", error: "")
    #expect(try reverie(settings + ["-o", "whole"], in: folder) == success)
    try trainAndInterruptAfterTheFirstState(settings + ["-o", "run"], in: folder)
    let state = try folder.read("run/state.safetensors")
    let names = try folder.names(in: "run")

    #expect(
      try reverie(resume, in: folder, largestFile: state.count / 2)
        == Run(
          code: 1, output: "",
          error: "reverie: run/state.safetensors cannot be written (File too large); "
            + "choose another place or free some space\n"))
    #expect(try folder.read("run/state.safetensors") == state)
    #expect(try folder.names(in: "run") == names)

    #expect(try reverie(resume, in: folder) == success)
    #expect(try folder.state(of: "run") == folder.state(of: "whole"))
  }

  private func trainAndInterruptAfterTheFirstState(_ command: [String], in folder: TemporaryFolder) throws {
    let process = try program(command, in: folder)
    try process.run()
    while process.isRunning, !folder.hasState(of: "run") {
      Thread.sleep(forTimeInterval: 0.005)
    }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
  }
}

/// Runs the program where no file can grow beyond so many bytes.
private func reverie(_ arguments: [String], in folder: TemporaryFolder, largestFile bytes: Int) throws -> Run
{
  // In blocks of 512 bytes. Unless the signal is ignored, it ends the process.
  let script = "trap '' XFSZ && ulimit -f \(bytes / 512) && exec \"$0\" \"$@\""
  let process = try program(["-c", script, programURL.path] + arguments, in: folder)
  process.executableURL = URL(filePath: "/bin/sh")
  return try result(of: process)
}
