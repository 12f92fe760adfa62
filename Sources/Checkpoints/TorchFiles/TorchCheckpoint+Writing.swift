internal import Files
public import Torch

extension TorchCheckpoint {
  /// Writes a checkpoint that `torch.load(weights_only=True)` reads as an `OrderedDict`, in PyTorch's zip form.
  ///
  /// The file is written under another name in the same folder first, which it loses when it is on the disk.
  ///
  /// - Parameter tensors: Names and tensors in the order of the dictionary; each gets a storage of its own, with its
  ///   elements in row-major order.
  /// - Throws: ``CheckpointError/unwritable(path:reason:)``, also when a name comes twice or the file would exceed
  ///   4 GiB.
  public static func write(_ tensors: [(String, Tensor)], to path: String) throws(CheckpointError) {
    var seen: Set<String> = []
    for (key, _) in tensors where !seen.insert(key).inserted {
      throw .unwritable(path: path, reason: "two tensors have the name \(key.quoted)")
    }
    var archive = try ZipWriter(path)
    try archive.add(folder + "data.pkl", StateDictionaryPickle(tensors.map { (key: $0, tensor: $1) }).bytes)
    try archive.add(folder + "byteorder", Array("little".utf8))
    for (index, (_, tensor)) in tensors.enumerated() {
      do {
        try tensor.to(.cpu).contiguous().withBytes { try archive.add("\(folder)data/\(index)", $0) }
      } catch {
        throw error as? CheckpointError ?? .failed(path: path, reason: "\(error)")
      }
    }
    try archive.add(folder + "version", Array("3\n".utf8))
    try archive.finish()
  }

  /// PyTorch names it after the file; readers take any name.
  private static let folder = "archive/"
}
