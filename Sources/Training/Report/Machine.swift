import Foundation
public import Torch

/// The machine that a run takes place on, in words.
public enum Machine {
  /// What is known about it, for a table, and where the network ran.
  public static func facts(device: Device) -> ReportPage.Facts {
    let process = ProcessInfo.processInfo
    return ReportPage.Facts(
      "Machine",
      [
        ("processor", processor),
        ("cores, threads used", "\(process.activeProcessorCount), \(Runtime.threads)"),
        ("device", device == .cpu ? nil : device.description),
        ("memory", String(format: "%.0f GB", Double(process.physicalMemory) / 1e9)),
        ("system", process.operatingSystemVersionString),
        ("bfloat16 in the processor", Runtime.hasFastBFloat16 ? "yes" : "no"),
        ("libtorch", Runtime.version),
      ])
  }

  /// The processor's name, where the system tells.
  private static var processor: String? {
    #if os(Linux)
      let lines = FileManager.default.contents(atPath: "/proc/cpuinfo")
        .map { String(decoding: $0, as: UTF8.self) }?.split(separator: "\n")
      let line = lines?.first { $0.hasPrefix("model name") || $0.hasPrefix("Model") }
      return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
    #else
      var size = 0
      guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0, size > 1 else { return nil }
      var name = [UInt8](repeating: 0, count: size)
      guard sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0) == 0 else { return nil }
      return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    #endif
  }
}
