extension FrozenNetwork {
  /// The memory in bytes that a forward pass over one picture and its way back take at most, weights not counted: what is
  /// kept for the way back, and the two largest tensors that are worked on beside it.
  ///
  /// - Throws: `NetworkError` for a size that the network does not take.
  public func memory(height: Int, width: Int) throws(NetworkError) -> Int {
    var elements: [String: Int] = [Layer.input: 3 * height * width]
    for report in try graph.report(height: height, width: width) {
      elements[report.layer.name] = report.shape.reduce(1, *)
    }
    let outputs = layers.compactMap { elements[$0.name] }
    let dropped = Set(expiring.joined())
    let kept = layers.filter { !dropped.contains($0.name) }.compactMap { elements[$0.name] }.reduce(0, +)
    let indexed = layers.filter { if case .maxPool = $0.operation { true } else { false } }
      .compactMap { elements[$0.name] }.reduce(0, +)
    let largest = outputs.max() ?? 0
    // The picture comes and its gradient goes in float32.
    return (kept + 2 * largest) * precision.byteCount + indexed * 8 + 2 * 3 * height * width * 4
  }
}
