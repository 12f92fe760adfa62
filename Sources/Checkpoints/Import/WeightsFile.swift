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
  private let flax: FlaxNames?

  /// Opens the file at `path`; its first bytes say what it is. Elements are not read yet. Tensors under flax' names get
  /// those of the network that they are, and its layout.
  ///
  /// - Throws: ``CheckpointError``.
  public init(path: String) throws(CheckpointError) {
    self.path = path
    let shapes: [String: [Int]]
    switch try CheckpointFormat(path: path) {
    case .safetensors:
      let file = try Safetensors(path: path)
      content = .safetensors(file)
      shapes = file.entries.mapValues(\.shape)
    case .torchZip, .torchLegacy, .pickle, .torchScript:
      let file = try TorchCheckpoint(path: path)
      content = .torch(file)
      shapes = Dictionary(uniqueKeysWithValues: file.keys.map { ($0, file.shape(of: $0) ?? []) })
    case nil:
      throw .unknownFormat(path: path)
    }
    flax = FlaxNames(shapes)
    self.shapes = flax?.shapes ?? shapes
  }

  /// The type of a tensor's elements; `nil` when there is no tensor of that key.
  public func dtype(of key: String) -> DType? {
    let key = flax?.source(of: key)?.key ?? key
    return switch content {
    case .safetensors(let file): file.entries[key]?.dtype
    case .torch(let file): file.dtype(of: key)
    }
  }

  /// The tensor of that key, with the type that it has in the file.
  ///
  /// - Throws: ``CheckpointError``.
  public func tensor(_ key: String) throws(CheckpointError) -> Tensor {
    guard let source = flax?.source(of: key) else { return try stored(key) }
    let tensor = try stored(source.key)
    guard let order = source.order else { return tensor }
    do { return try tensor.permuted(order).contiguous() } catch {
      throw .failed(path: path, reason: error.description)
    }
  }

  private func stored(_ key: String) throws(CheckpointError) -> Tensor {
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
