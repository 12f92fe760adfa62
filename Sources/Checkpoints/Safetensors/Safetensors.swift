internal import Files
internal import Networks
public import Torch

/// A safetensors file, open for reading: named tensors and a dictionary of texts.
///
/// Opening reads the header alone; the tensors lie over the mapped file and cost memory only where they are touched.
/// Changing them in place changes a private copy, never the file. The format:
/// https://huggingface.co/docs/safetensors.
public struct Safetensors {
  /// What the header says about one tensor.
  public struct Entry: Sendable, Equatable {
    /// The type of the elements.
    public let dtype: DType
    /// The length of each dimension.
    public let shape: [Int]
    /// Where the elements lie in the file.
    public let bytes: Range<Int>
  }

  static let metadataKey = "__metadata__"

  /// The file's path.
  public let path: String
  /// The texts that the file carries beside its tensors.
  public let metadata: [String: String]
  /// The tensors by name.
  public let entries: [String: Entry]

  let file: MappedFile

  /// Opens the file at `path` and checks its header against it.
  ///
  /// - Throws: ``CheckpointError``, mostly ``CheckpointError/noSuchFile(path:)`` and
  ///   ``CheckpointError/damaged(path:reason:)``.
  public init(path: String) throws(CheckpointError) {
    file = try MappedFile(opening: path)
    let header = try SafetensorsHeader(file)
    self.path = path
    metadata = header.metadata
    entries = header.entries
  }

  /// The tensor of that name, with the type and shape that it has in the file.
  ///
  /// - Throws: ``CheckpointError/noSuchTensor(path:name:nearest:)``.
  public func tensor(_ name: String) throws(CheckpointError) -> Tensor {
    guard let entry = entries[name] else {
      throw .noSuchTensor(
        path: path, name: name, nearest: nearestNames(to: name, among: entries.keys.sorted()))
    }
    do {
      return try file.tensor(entry.bytes, shape: entry.shape, dtype: entry.dtype)
    } catch {
      throw .failed(path: path, reason: error.description)
    }
  }

  /// All tensors by name.
  public func tensors() throws(CheckpointError) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for name in entries.keys { tensors[name] = try tensor(name) }
    return tensors
  }
}
