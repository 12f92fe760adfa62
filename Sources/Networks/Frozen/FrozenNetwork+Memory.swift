extension FrozenNetwork {
  /// The memory in bytes that a forward pass over one picture and its way back take at most, weights not counted: what is
  /// kept for the way back, and what is worked on beside it: the two largest tensors, or tapped outputs in float32 with
  /// their gradients.
  ///
  /// - Parameter groups: The tapped layers by which of them a gradient is taken of together.
  /// - Throws: `NetworkError` for a size that the network does not take.
  public func memory(height: Int, width: Int, together groups: [[String]]) throws(NetworkError) -> Int {
    var elements: [String: Int] = [Layer.input: 3 * height * width]
    for report in try graph.report(height: height, width: width) {
      elements[report.layer.name] = report.shape.reduce(1, *)
    }
    let outputs = layers.compactMap { elements[$0.name] }
    let dropped = Set(expiring.joined())
    let kept = layers.filter { !dropped.contains($0.name) }.compactMap { elements[$0.name] }.reduce(0, +)
    let indexed = layers.filter { if case .maxPool = $0.operation { true } else { false } }
      .compactMap { elements[$0.name] }.reduce(0, +)
    let passing = 2 * (outputs.max() ?? 0) * precision.byteCount
    // A term's value: the output, its square and the gradients to both in float32, and the seed.
    let largest = groups.map { group in Set(group).compactMap { elements[$0] }.reduce(0, +) }.max() ?? 0
    let tapped = largest * (4 * 4 + precision.byteCount)
    // The picture comes and its gradient goes in float32.
    return kept * precision.byteCount + max(passing, tapped) + indexed * 8 + 2 * 3 * height * width * 4
  }
}
