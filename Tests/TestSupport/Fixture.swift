public import Checkpoints
public import Foundation

/// The committed numbers from PyTorch in Tests/Fixtures; the README there says what each file holds.
public enum Fixture {
  /// The folder of the fixtures.
  public static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures")

  /// Opens the safetensors file of that name, without its extension.
  public static func open(_ name: String) throws(CheckpointError) -> Safetensors {
    try Safetensors(path: folder.appendingPathComponent(name + ".safetensors").path)
  }

  /// The state dictionaries of all networks by name, as PyTorch has them.
  public static func stateDictionaries() throws -> [String: StateDictionary] {
    let json = try Data(contentsOf: folder.appendingPathComponent("state_dicts.json"))
    return try JSONDecoder().decode([String: StateDictionary].self, from: json)
  }
}
