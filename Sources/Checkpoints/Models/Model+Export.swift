internal import Torch

extension Model {
  /// Writes all parameters under torchvision's keys (the paper's for its networks), for other programs.
  ///
  /// - Parameter precision: The type of weights in two or more dimensions; without it everything stays as it is.
  /// - Throws: ``CheckpointError``.
  public func export(
    to path: String, as format: ExportFormat, precision: Precision? = nil
  ) throws(CheckpointError) {
    var dictionary: [(String, Tensor)] = []
    do {
      for parameter in graph.parameters {
        // Old files lack the counts of batches.
        let tensor =
          if let tensor = weights[parameter.key] { tensor } else { try Tensor.zeros([], dtype: .int64) }
        let stored = try precision?.convert(tensor, key: parameter.key, path: path) ?? tensor
        dictionary.append((parameter.key, stored))
      }
      switch format {
      case .safetensors:
        let tensors = Dictionary(uniqueKeysWithValues: dictionary)
        try Safetensors.write(tensors, metadata: metadata.texts(), to: path)
      case .torch:
        try TorchCheckpoint.write(dictionary, to: path)
      }
    } catch {
      throw error as? CheckpointError ?? .failed(path: path, reason: "\(error)")
    }
  }
}
