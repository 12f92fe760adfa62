import ArgumentParser
import Torch

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
