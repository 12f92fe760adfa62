import ArgumentParser
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
  func device(for launch: Launch? = nil) throws(TorchError) -> Device {
    guard let launch, launch.size > 1, name.hasPrefix("cuda") else { return try Device(named: name) }
    let device = try Device(named: name == "cuda" ? "cuda:\(launch.localRank % Device.gpuCount)" : name)
    try ProcessGroup.requireNCCL()
    return device
  }

  /// The threads that decode pictures beside a network where no number is given: what the network leaves of the cores.
  static func workers(cores: Int, beside device: Device) -> Int {
    max(1, device == .cpu ? cores / 4 : cores - 1)
  }
}
