extension FrozenNetwork {
  /// The memory in bytes that a forward pass over one picture and its way back take at most, weights not counted: what is
  /// kept for the way back, and what is worked on beside it: the gradients to the tapped outputs, and the two
  /// largest tensors, or one tapped output in float32 with its gradient.
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
    let indexed = layers.filter { if case .plain(.maxPool) = $0.operation { true } else { false } }
      .compactMap { elements[$0.name] }.reduce(0, +)
    let passing = 2 * (outputs.max() ?? 0) * precision.byteCount
    let tapped = taps.compactMap { elements[$0] }
    // A term's value: the output, its square and the gradients to both in float32.
    let valuing = (tapped.max() ?? 0) * 4 * 4
    // The picture comes and its gradient goes in float32.
    return (kept + tapped.reduce(0, +)) * precision.byteCount + max(passing, valuing) + indexed * 8
      + 2 * 3 * height * width * 4
  }
}
