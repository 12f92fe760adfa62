import Foundation
import Networks
import Testing
import TestSupport
import Torch

@testable import Training
@testable import reverie

@Suite("The memory that there is")
struct MemoryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func groups(_ memberships: String, _ files: [String: String]) throws -> ControlGroups {
    for (name, text) in files {
      let file = folder.url.appending(path: "groups/" + name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return ControlGroups(
      root: folder.path("groups"), memberships: try folder.file("memberships", memberships.utf8))
  }

  @Test func theNarrowestGroupCounts() throws {
    let groups = try groups(
      "0::/user/run\n",
      [
        "user/memory.max": "5000\n", "user/memory.current": "3000\n",
        "user/memory.stat": "anon 2000\ninactive_file 400\nactive_file 600\n",
        "user/run/memory.max": "max\n", "user/run/memory.current": "2500\n",
      ])
    #expect(groups.memoryLeft == 2400)
  }

  @Test func theFirstVersionIsReadToo() throws {
    let groups = try groups(
      "5:cpu,cpuacct:/\n4:memory:/job/1\n0::/\n",
      [
        "memory/memory.limit_in_bytes": "9223372036854771712\n", "memory/memory.usage_in_bytes": "900\n",
        "memory/job/1/memory.limit_in_bytes": "1000\n", "memory/job/1/memory.usage_in_bytes": "1200\n",
        "memory/job/1/memory.stat": "total_inactive_file 150\n",
      ])
    #expect(groups.memoryLeft == 0)
  }

  @Test func withoutALimitNothingIsSaid() throws {
    #expect(try groups("0::/\n", ["memory.max": "max\n", "memory.current": "7\n"]).memoryLeft == nil)
    #expect(try groups("nonsense", [:]).memoryLeft == nil)
    #expect(ControlGroups(root: "none", memberships: "none").memoryLeft == nil)
    #expect(AvailableMemory.bytes > 0)
    #expect(try Device.cpu.freeMemory == nil)
  }

  /// The most that the whole program holds during three steps, against the estimate.
  @Test(arguments: ["vgg11_bn", "vgg16_bn"]) func aStepTakesWhatTheEstimateSays(network: String) throws {
    struct Timing: Decodable { let memory: Int }
    let run = try reverie(
      [
        "train-time", "--network", network, "--head", "pooled", "--size", "64", "--batch-size", "16",
        "--count", "1", "--precision", "float32", "--threads", "1", "--classes", "10",
      ], in: folder)
    let found = try JSONDecoder().decode(Timing.self, from: Data(run.output.utf8)).memory
    var options = TrainingOptions()
    options.sizes = [64]
    options.precision = .float32
    let graph = try Architecture(network: network, head: .pooled, classes: 10).graph
    // With the processor's build of libtorch; PyPI's own, which carries CUDA, takes more.
    let programItself = 150_000_000
    let said = try TrainingMemory(options, graph, workers: 1).bytes(pictures: 16, parts: 1) + programItself
    let ratio = Double(said) / Double(found)
    #expect(ratio > 0.65 && ratio < 1.4, "\(said) bytes said, \(found) found")
  }
}
