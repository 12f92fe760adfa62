public import Torch

extension Graph {
  /// The memory in bytes that a training step in `dtype` takes for each of its pictures at most, by estimate: what layers
  /// keep for the way back, and what comes and goes beside it: gradients, copies in the layout that a convolution wants,
  /// and the gaps that blocks of many sizes leave. Of VGG16 that is seven times the largest output, of others less.
  ///
  /// Weights and what an optimizer remembers of them are not counted.
  ///
  /// - Throws: `NetworkError` for a size that the network does not take.
  public func trainingMemory(height: Int, width: Int, in dtype: DType) throws(NetworkError) -> Int {
    var kept = 3 * height * width
    var largest = kept
    var besides = 0
    let readers = Dictionary(
      grouping: layers.flatMap { layer in layer.inputs.map { ($0, layer) } }, by: \.0
    ).mapValues { $0.map(\.1) }
    for report in try report(height: height, width: width) {
      let count = report.shape.reduce(1, *)
      largest = max(largest, count)
      if report.layer.keepsOutput(for: readers[report.layer.name, default: []]) { kept += count }
      switch report.layer.operation {
      case .maxPool: besides += count * DType.int64.byteCount
      case .dropout: besides += count * DType.float32.byteCount
      default: break
      }
    }
    return (kept + 7 * largest) * dtype.byteCount + besides
  }
}

extension Layer {
  /// Whether the output stays until the way back. Sums and joins forget what they read, and a ReLU writes over what it
  /// reads alone.
  fileprivate func keepsOutput(for readers: [Layer]) -> Bool {
    if operation == .relu { return true }
    return readers.contains { reader in
      switch reader.operation {
      case .add, .concatenate, .dropout: false
      case .relu: readers.count > 1
      default: true
      }
    }
  }
}
