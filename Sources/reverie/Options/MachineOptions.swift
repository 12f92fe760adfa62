import ArgumentParser
import Foundation
import Torch

/// Where a command computes.
struct DeviceOption: ParsableArguments {
  @Option(
    name: .customLong("device"),
    help: ArgumentHelp("Where to compute: cpu, cuda, or cuda:1 for the second GPU.", valueName: "name"))
  var name = Device.cpu.description

  /// The device, once it has answered.
  ///
  /// - Parameter launch: how the ranks of a run were started: of `cuda` each takes the GPU of its place on its machine, or
  ///   the one that it sees where the launcher gives each its own.
  /// - Throws: `TorchError` for a device that is not there, or GPUs of several ranks that cannot speak to each other.
  func device(for launch: LauncherEnvironment? = nil) throws(TorchError) -> Device {
    guard let launch, launch.size > 1, name.hasPrefix("cuda") else { return try Device(named: name) }
    let device = try Device(named: name == "cuda" ? "cuda:\(launch.localRank % Device.gpuCount)" : name)
    try ProcessGroup.requireNCCL()
    return device
  }
}

/// How much memory a command's work may take.
struct MemoryOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The memory that the work may take, as 3G or 800M; more is done in tiles. (default: most of what is free)",
      valueName: "size"))
  var memory: ByteCount?

  /// In bytes; without a number, most of what is free where the work is done.
  ///
  /// - Throws: `TorchError` when a CUDA device does not tell.
  func limit(on device: Device) throws -> Int {
    try memory?.bytes ?? Int(0.8 * Double(device.freeMemory ?? AvailableMemory.bytes))
  }
}

/// A number of bytes as people write it: `3G`, `1.5GB`, `800M`.
struct ByteCount: ExpressibleByArgument {
  let bytes: Int

  init?(argument: String) {
    let text = argument.uppercased().hasSuffix("B") ? argument.dropLast() : argument[...]
    let units: [Character: Double] = ["K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12]
    let unit = text.uppercased().last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? text : text.dropLast()), number > 0 else { return nil }
    let bytes = number * (unit ?? 1)
    guard bytes >= 1, bytes < 1e15 else { return nil }
    self.bytes = Int(bytes)
  }
}

/// How many threads one operation may use.
struct ThreadOption: ParsableArguments {
  @Option(help: ArgumentHelp("Threads for one operation. (default: one per core)", valueName: "count"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads takes a whole number from 1 to 1024, not \(threads).")
    }
  }

  /// Sets the number for the whole program, before any work.
  ///
  /// - Parameter processes: the programs that share this machine's cores; without a number of its own, here or in
  ///   `OMP_NUM_THREADS`, each takes its share of them.
  func apply(sharedBy processes: Int = 1) {
    if let threads {
      Runtime.threads = threads
    } else if processes > 1, ProcessInfo.processInfo.environment["OMP_NUM_THREADS"] == nil {
      Runtime.threads = max(1, Runtime.threads / processes)
    }
  }
}
