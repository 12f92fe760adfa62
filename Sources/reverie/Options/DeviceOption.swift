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
  /// - Parameter launch: how the ranks of a run were started, each of which takes the GPU of its place on its machine.
  /// - Throws: `TorchError` for a device that is not there, `UserError` for one GPU for several ranks.
  func device(for launch: Launch? = nil) throws -> Device {
    guard let launch, launch.size > 1, name.hasPrefix("cuda") else { return try Device(named: name) }
    guard name == "cuda" else {
      throw UserError(
        "--device \(name) under a launch of \(launch.size) ranks: give cuda, and each takes its own")
    }
    return try Device(named: "cuda:\(launch.localRank)")
  }
}
