import Checkpoints
import Foundation
import TestSupport

/// The checkpoints in Tests/Fixtures/torch_files, and what PyTorch says they hold.
struct TorchFixture {
  /// Everything that is read: both forms in each protocol, views, parameters, training checkpoints, other writers.
  static let readable = [
    "zip2", "zip3", "zip4", "zip5", "legacy2", "legacy3", "legacy4", "legacy5", "views_zip", "views_legacy",
    "parameters", "training_zip", "training_legacy", "rezipped", "python2",
  ]

  /// The tensors as `NAME/KEY`.
  let expected: Safetensors
  private let order: [String: [String]]

  init() throws {
    struct About: Decodable { let keys: [String: [String]] }
    expected = try Fixture.open("torch_files")
    let about = Data((expected.metadata["about"] ?? "").utf8)
    order = try JSONDecoder().decode(About.self, from: about).keys
  }

  /// The names in a file, in their order.
  func keys(_ name: String) -> [String] { order[name] ?? [] }

  /// The path of a file by its name.
  static func path(_ name: String) -> String {
    Fixture.folder.appendingPathComponent("torch_files/\(name).pt").path
  }

  /// The content of a file.
  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }
}
