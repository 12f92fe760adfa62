internal import Files

/// The kinds of files with weights that can be told apart.
public enum CheckpointFormat: Sendable, Equatable {
  /// Read by ``Safetensors``.
  case safetensors
  /// What `torch.save` writes since PyTorch 1.6; read by ``TorchCheckpoint``.
  case torchZip
  /// What `torch.save` wrote before; read by ``TorchCheckpoint``.
  case torchLegacy
  /// A bare pickle with numpy arrays, as flax writes; read by ``TorchCheckpoint``.
  case pickle
  /// A program with its weights, by `torch.jit.save`; not read.
  case torchScript

  /// What the file at `path` says it is; `nil` for anything else, a zip archive of other things among them.
  ///
  /// The first bytes tell; of a zip archive the directory too. The file may still turn out to be damaged.
  ///
  /// - Throws: ``CheckpointError`` when there is no such file, or it cannot be read.
  public init?(path: String) throws(CheckpointError) {
    let file = try MappedFile(opening: path)
    guard let format = withExtendedLifetime(file, { Self.format(file.bytes) }) else { return nil }
    self = format
  }

  private static func format(_ bytes: UnsafeRawBufferPointer) -> CheckpointFormat? {
    if LegacyContainer.begins(bytes) { return .torchLegacy }
    if ZipArchive.begins(bytes) {
      guard let archive = try? ZipArchive(bytes) else { return .torchZip }
      guard let folder = try? ZipContainer.folder(archive) else { return nil }
      return ZipContainer.isProgram(archive, folder) ? .torchScript : .torchZip
    }
    if PickleContainer.begins(bytes) { return .pickle }
    let first = bytes.dropFirst(SafetensorsHeader.prefix).first
    return first == UInt8(ascii: "{") ? .safetensors : nil
  }
}
