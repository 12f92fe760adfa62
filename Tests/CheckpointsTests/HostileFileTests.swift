import Checkpoints
import Foundation
import Testing
import TestSupport
import Torch

/// Whatever a file holds, it gives tensors or one line that names it; never a crash.
@Suite struct HostileFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: Hostile.files.indices) func isRefusedWithItsReason(_ index: Int) throws {
    let (name, bytes, reason) = Hostile.files[index]
    let path = try folder.file("hostile.safetensors", bytes)
    let error = #expect(throws: CheckpointError.self, "\(name)") { try Safetensors(path: path) }
    let line = error?.description ?? ""
    #expect(line.hasPrefix(path), "\(name): \(line)")
    #expect(line.contains(reason), "\(name): \(line)")
    #expect(!line.contains("\n") && line.count < path.count + 500, "\(name): \(line)")
  }

  private func soundFile() throws -> [UInt8] {
    let path = folder.path("sound")
    let tensors = [
      "a": try Tensor([1, 2] as [Float], shape: [2]), "b": try Tensor([3] as [UInt8], shape: [1, 1]),
    ]
    try Safetensors.write(tensors, metadata: ["k": "ü"], to: path)
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test func cutOffAtEveryByte() throws {
    let sound = try soundFile()
    for count in sound.indices {
      let path = try folder.file("cut", sound[..<count])
      let error = #expect(throws: CheckpointError.self, "\(count) bytes") { try Safetensors(path: path) }
      #expect(error?.description.hasPrefix(path) == true)
    }
    _ = try Safetensors(path: try folder.file("whole", sound))
    #expect(throws: CheckpointError.self) { try Safetensors(path: try folder.file("longer", sound + [0])) }
  }

  /// Most changes are refused; what passes must be readable.
  @Test func everyByteOfTheHeaderChanged() throws {
    let sound = try soundFile()
    var refused = 0
    for index in 0..<sound.count - 9 {
      for byte: UInt8 in [0, 0x20, 0x22, 0x2c, 0x30, 0x39, 0x5b, 0x5c, 0x7b, 0x7d, 0xff] {
        var changed = sound
        changed[index] = byte
        do {
          let file = try Safetensors(path: try folder.file("changed", changed))
          for tensor in try file.tensors().values { _ = try tensor.sum() }
        } catch is CheckpointError {
          refused += 1
        }
      }
    }
    #expect(refused > 1000)
  }

  @Test func whatIsNoPlainFile() throws {
    #expect(throws: CheckpointError.noSuchFile(path: folder.path("none"))) {
      try Safetensors(path: folder.path("none"))
    }
    #expect(throws: CheckpointError.notAFile(path: folder.url.path)) {
      try Safetensors(path: folder.url.path)
    }
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: CheckpointError.notAFile(path: pipe)) { try Safetensors(path: pipe) }
  }

  /// A name that would write on the terminal stays on its line.
  @Test func namesAreShownOnOneLine() throws {
    let name = #"\u001b[2J\nA"# + String(repeating: "x", count: 10_000)
    let header = #"{"\#(name)":{"dtype":"U8","shape":[9],"data_offsets":[0,1]}}"#
    let path = try folder.file("x", Hostile.file(header, data: [0]))
    let line = #expect(throws: CheckpointError.self) { try Safetensors(path: path) }?.description ?? ""
    #expect(!line.contains("\n") && !line.contains("\u{1b}"))
    #expect(line.count < path.count + 500)
  }
}
