internal import Foundation

extension Int {
  /// Bytes as people say them, rounded up so that as much is enough: `340 MB`, `1.9 GB`.
  public var memorySize: String {
    let megabytes = (Double(self) / 1e6).rounded(.up)
    guard megabytes >= 1000 else { return String(format: "%.0f MB", megabytes) }
    return String(format: "%.1f GB", (megabytes / 100).rounded(.up) / 10)
  }
}
