/// Which outputs a run still needs: computed once for a list of layers, asked after each of them.
struct Liveness: Sendable {
  private let layers: [Layer]
  /// For each layer the outputs that it is the last to read.
  private let lastReads: [[String]]

  init(_ layers: [Layer]) {
    self.layers = layers
    var lastReader: [String: Int] = [:]
    for (index, layer) in layers.enumerated() {
      for input in layer.inputs { lastReader[input] = index }
    }
    lastReads = layers.indices.map { index in
      Set(layers[index].inputs).filter { lastReader[$0] == index }.sorted()
    }
  }

  /// What may be released after a layer by a pass that only goes forward.
  ///
  /// - Parameter taps: What somebody looks at.
  func releasedForwardOnly(after index: Int, taps: Set<String>) -> [String] {
    lastReads[index].filter { !taps.contains($0) }
  }

  /// What may be released after a layer by a pass that goes back.
  ///
  /// - Parameter kept: What ``keptForBackward(taps:)`` says.
  func releasedKeepingBackward(after index: Int, kept: Set<String>) -> [String] {
    lastReads[index].filter { !kept.contains($0) }
  }

  /// The outputs that stay until the way back: those that somebody looks at, and those that operations have told of.
  func keptForBackward(taps: Set<String>) -> Set<String> {
    var kept = taps
    for layer in layers {
      let own = layer.operation.kept(in: .frozen)
      if own.contains(.inputs) { kept.formUnion(layer.inputs) }
      if own.contains(.output) { kept.insert(layer.name) }
    }
    return kept
  }

  /// The layers that must run to reach `taps` when some layers' outputs are given.
  func needed(for taps: Set<String>, given: Set<String>) -> Set<String> {
    var needed = taps
    for layer in layers.reversed() where needed.contains(layer.name) && !given.contains(layer.name) {
      needed.formUnion(layer.inputs)
    }
    return needed
  }

  /// Whether a layer may write over its input: nobody else reads that, nobody looks at it, and it is memory of its own.
  func mayOverwriteInput(of index: Int, taps: Set<String>) -> Bool {
    let name = layers[index].inputs[0]
    guard layers[index].operation.overwritesInput, index > 0, layers[index - 1].name == name else {
      return false
    }
    return lastReads[index].contains(name) && !taps.contains(name)
      && layers[index - 1].operation.allowsOverwriting
  }
}
