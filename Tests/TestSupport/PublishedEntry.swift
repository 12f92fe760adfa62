internal import Foundation

/// An entry of a list of published weights, in the form of the program's own.
public struct PublishedEntry: Encodable {
  let name: String
  let network: String
  let head: String
  let address: String
  let sha256: String
  let mebibytes: Double
  let normalization = ["mean": [0.5, 0.5, 0.5], "deviation": [0.5, 0.5, 0.5]]
  let dataset = "insects"
  let accuracy = 0.5
  let license = "CC0"
  let attribution = "nobody"

  /// Weights without classes.
  public init(
    _ name: String, network: String, head: String = "none", address: String? = nil, sha256: String,
    byteCount: Int
  ) {
    self.name = name
    self.network = network
    self.head = head
    self.address = address ?? "https://example.org/\(name).pth"
    self.sha256 = sha256
    mebibytes = (Double(byteCount) / 1_048_576 * 1000).rounded() / 1000
  }
}

extension TemporaryFolder {
  /// Makes `entries` the user's own list of published weights, for models in `reverie/models` of this folder.
  public func publish(_ entries: [PublishedEntry]) throws {
    try FileManager.default.createDirectory(
      at: url.appendingPathComponent("reverie/models"), withIntermediateDirectories: true)
    try write(try JSONEncoder().encode(entries), to: "reverie/published.json")
  }
}
