public import Torch

/// A file of tensors by name: safetensors, or one of PyTorch's own.
public struct WeightsFile {
  private enum Content {
    case safetensors(Safetensors)
    case torch(TorchCheckpoint)
  }

  /// The file's path.
  public let path: String
  /// The shapes of its tensors by key.
  public let shapes: [String: [Int]]

  private let content: Content

  /// Opens the file at `path`; its first bytes say what it is. Elements are not read yet.
  ///
  /// - Throws: ``CheckpointError``.
  public init(path: String) throws(CheckpointError) {
    self.path = path
    switch try CheckpointFormat(path: path) {
    case .safetensors:
      let file = try Safetensors(path: path)
      content = .safetensors(file)
      shapes = file.entries.mapValues(\.shape)
    case .torchZip, .torchLegacy, .torchScript:
      let file = try TorchCheckpoint(path: path)
      content = .torch(file)
      shapes = Dictionary(uniqueKeysWithValues: file.keys.map { ($0, file.shape(of: $0) ?? []) })
    case nil:
      throw .unknownFormat(path: path)
    }
  }

  /// The type of a tensor's elements; `nil` when there is no tensor of that key.
  public func dtype(of key: String) -> DType? {
    switch content {
    case .safetensors(let file): file.entries[key]?.dtype
    case .torch(let file): file.dtype(of: key)
    }
  }

  /// The tensor of that key, with the type that it has in the file.
  ///
  /// - Throws: ``CheckpointError``.
  public func tensor(_ key: String) throws(CheckpointError) -> Tensor {
    switch content {
    case .safetensors(let file): try file.tensor(key)
    case .torch(let file): try file.tensor(key)
    }
  }

  /// What the file itself says about its network; `nil` when Reverie did not write it.
  ///
  /// - Throws: ``CheckpointError`` when it says something that cannot be used.
  public func metadata() throws(CheckpointError) -> ModelMetadata? {
    guard case .safetensors(let file) = content, file.metadata[ModelMetadata.key] != nil else { return nil }
    return try ModelMetadata(of: file)
  }
}
