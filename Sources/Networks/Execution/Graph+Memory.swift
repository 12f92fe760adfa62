public import Torch

// What passes keep, by what each operation says of itself (`Operation.kept(in:)`, `Operation.extraBytes(for:in:)`).

extension Graph {
  /// The memory in bytes that a training step in `dtype` takes for each of its pictures at most, by estimate: what layers
  /// keep for the way back, and what comes and goes beside it: gradients, copies in the layout that a convolution wants,
  /// and the gaps that blocks of many sizes leave. Of VGG16 that is seven times the largest output, of others less.
  ///
  /// Weights and what an optimizer remembers of them are not counted.
  ///
  /// - Throws: ``NetworkError`` for a size that the network does not take.
  public func trainingMemory(height: Int, width: Int, in dtype: DType) throws(NetworkError) -> Int {
    let picture = 3 * height * width
    var (kept, largest, extra) = (picture, picture, 0)
    let readers = Dictionary(
      grouping: layers.flatMap { layer in layer.inputs.map { ($0, layer.operation) } }, by: \.0
    ).mapValues { $0.map(\.1) }
    for report in try report(height: height, width: width) {
      let count = report.shape.reduce(1, *)
      largest = max(largest, count)
      let operation = report.layer.operation
      if operation.keepsOutput(for: readers[report.layer.name, default: []]) { kept += count }
      extra += operation.extraBytes(for: report.shape, in: .training)
    }
    return (kept + 7 * largest) * dtype.byteCount + extra
  }
}

extension Operation {
  /// Whether the output stays until the way back: for itself, or for a reader, unless that writes over it.
  fileprivate func keepsOutput(for readers: [any Operation]) -> Bool {
    if kept(in: .training).contains(.output) { return true }
    return readers.contains { reader in
      reader.overwritesInput ? readers.count > 1 : reader.kept(in: .training).contains(.inputs)
    }
  }
}

extension FrozenNetwork {
  /// The memory in bytes that a forward pass over one picture and its way back take at most, weights not counted: what is
  /// kept for the way back, and what is worked on beside it: the gradients to the tapped outputs, and the two
  /// largest tensors, or one tapped output in float32 with its gradient.
  ///
  /// - Throws: ``NetworkError`` for a size that the network does not take.
  public func memory(height: Int, width: Int) throws(NetworkError) -> Int {
    let picture = 3 * height * width
    var shapes = [Layer.input: [3, height, width]]
    for report in try graph.report(height: height, width: width) { shapes[report.layer.name] = report.shape }
    func elements(_ name: String) -> Int { shapes[name]?.reduce(1, *) ?? 0 }

    let layers = executor.graph.layers
    let released = Set(
      layers.indices.flatMap {
        executor.liveness.releasedKeepingBackward(after: $0, kept: keptForBackward)
      })
    let kept = layers.filter { !released.contains($0.name) }.map { elements($0.name) }.reduce(0, +)
    let extra = layers.map { $0.operation.extraBytes(for: shapes[$0.name] ?? [], in: .frozen) }.reduce(0, +)
    let passing = 2 * (layers.map { elements($0.name) }.max() ?? 0) * precision.byteCount
    let tapped = taps.map(elements)
    // A term's value: the output, its square and the gradients to both in float32.
    let valuing = (tapped.max() ?? 0) * 4 * DType.float32.byteCount
    // The picture comes and its gradient goes in float32.
    return (kept + tapped.reduce(0, +)) * precision.byteCount + max(passing, valuing) + extra
      + 2 * picture * DType.float32.byteCount
  }
}
