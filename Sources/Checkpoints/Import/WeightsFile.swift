public import Torch

/// A file of tensors by name: safetensors, or one of PyTorch's own.
public struct WeightsFile {
  private let content: Safetensors

  /// The file's path.
  public let path: String
  /// The shapes of its tensors by key.
  public let shapes: [String: [Int]]

  /// Opens the file at `path`; its first bytes say what it is. Elements are not read yet.
  ///
  /// - Throws: ``CheckpointError``.
  public init(path: String) throws(CheckpointError) {
    content = try Safetensors(path: path)
    self.path = path
    shapes = content.entries.mapValues(\.shape)
  }

  /// The tensor of that key, with the type that it has in the file.
  ///
  /// - Throws: ``CheckpointError``.
  public func tensor(_ key: String) throws(CheckpointError) -> Tensor { try content.tensor(key) }

  /// What the file itself says about its network; `nil` when Reverie did not write it.
  ///
  /// - Throws: ``CheckpointError`` when it says something that cannot be used.
  public func metadata() throws(CheckpointError) -> ModelMetadata? {
    guard content.metadata[ModelMetadata.key] != nil else { return nil }
    return try ModelMetadata(of: content)
  }
}
