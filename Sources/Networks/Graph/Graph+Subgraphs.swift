extension Graph {
  /// The part of the graph that `names` depend on; it ends with the deepest of them.
  ///
  /// - Throws: ``NetworkError/unknownLayer(_:nearest:)``.
  public func truncated(at names: [String]) throws(NetworkError) -> Graph {
    var needed: Set<String> = []
    for name in names { needed.insert(try layer(name).name) }
    for layer in layers.reversed() where needed.contains(layer.name) {
      needed.formUnion(layer.inputs)
    }
    return Graph(
      layers: layers.filter { needed.contains($0.name) },
      aliases: aliases.filter { needed.contains($0.value) },
      initialization: initialization)
  }

  /// The last layer on the way to `name` whose outputs each see their own place of the picture, where what follows takes the
  /// whole picture together (a pool over a grid of cells, or flattening); `nil` where `name` itself sees places.
  ///
  /// - Throws: ``NetworkError/unknownLayer(_:nearest:)``.
  public func trunk(of name: String) throws(NetworkError) -> String? {
    try truncated(at: [name]).layers.first { $0.operation.isGlobal }?.inputs[0]
  }

  /// What comes after `layer` up to `names`: a graph whose input is that layer's output.
  ///
  /// - Precondition: all ways to `names` lead through `layer`.
  /// - Throws: ``NetworkError/unknownLayer(_:nearest:)``.
  public func subgraph(from layer: String, to names: [String]) throws(NetworkError) -> Graph {
    let first = try self.layer(layer).name
    var needed = try Set(names.map { name throws(NetworkError) in try self.layer(name).name })
    for layer in layers.reversed() where needed.contains(layer.name) && layer.name != first {
      needed.formUnion(layer.inputs)
    }
    needed.remove(first)
    let kept = layers.filter { needed.contains($0.name) }.map { layer in
      Layer(
        name: layer.name, operation: layer.operation,
        inputs: layer.inputs.map { $0 == first ? Layer.input : $0 }, key: layer.key)
    }
    return Graph(
      layers: kept, aliases: aliases.filter { needed.contains($0.value) }, initialization: initialization)
  }
}
