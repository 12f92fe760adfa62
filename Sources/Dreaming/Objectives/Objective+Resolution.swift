internal import Networks

extension Objective {
  /// The objective in a network's own names, checked: aliases and classes resolved, equal parts made one.
  ///
  /// - Parameters:
  ///   - graph: The whole network; its last layer gives the scores of the classes.
  ///   - classNames: The names of the classes in the order of the scores; empty when they are not known.
  /// - Throws: `DreamError` that names the nearest for an unknown layer or class, or the range for a channel.
  func resolved(in graph: Graph, classNames: [String]) throws(DreamError) -> Objective {
    guard !parts.isEmpty else { throw .noLayers }
    var result = Objective()
    for part in parts {
      let target = try part.target.resolved(in: graph, classNames)
      if let index = result.parts.firstIndex(where: { $0.target == target }) {
        result.parts[index].weight += part.weight
      } else {
        result.parts.append(Part(weight: part.weight, target: target))
      }
    }
    return result
  }
}

extension ObjectiveTarget {
  fileprivate func resolved(in graph: Graph, _ classNames: [String]) throws(DreamError) -> ObjectiveTarget {
    switch self {
    case .energy(let layer):
      return .energy(layer: try graph.name(of: layer))
    case .channels(let layer, let ranges, let place):
      let name = try graph.name(of: layer)
      let count = try graph.channels(of: name)
      if let last = ranges.map(\.upperBound).max(), last >= count {
        throw .channel(last, layer: name, count: count)
      }
      if place != nil { try graph.checkPositions(of: name) }
      return .channels(layer: name, ranges, at: place)
    case .random(let layer, let seed):
      return .random(layer: try graph.name(of: layer), seed: seed)
    case .direction(let layer, let file):
      return .direction(layer: try graph.name(of: layer), file: file)
    case .classScore(let name):
      let score = try graph.classScore(name, labels: ClassLabels(classNames))
      return .channels(layer: score.layer, [score.index...score.index], at: nil)
    case .style(let layers):
      guard !layers.isEmpty else { throw .noLayers }
      let names = try layers.map { layer throws(DreamError) in try graph.name(of: layer) }
      for name in names { try graph.checkPositions(of: name) }
      return .style(layers: names)
    case .content(let layer):
      guard let layer else { throw .noLayers }
      return .content(layer: try graph.name(of: layer))
    case .guide(let layer, let matching):
      guard let layer else { throw .noLayers }
      return .guide(layer: try graph.name(of: layer), matching)
    }
  }
}

extension Graph {
  /// The name of a layer that may be given by an alias.
  fileprivate func name(of layer: String) throws(DreamError) -> String {
    do {
      return try self.layer(layer).name
    } catch {
      throw .network(error)
    }
  }

  /// The layer of the scores and the place of a class, given by name or index, among them.
  fileprivate func classScore(
    _ text: String, labels: ClassLabels
  ) throws(DreamError) -> (layer: String, index: Int) {
    do {
      return try score(ofClass: text, labels: labels)
    } catch {
      throw .network(error)
    }
  }

  fileprivate func checkPositions(of layer: String) throws(DreamError) {
    if let _ = try? trunk(of: layer) { throw .noPositions(layer: layer) }
  }

  /// The number of channels that a layer of that name puts out, whatever the picture's size.
  func channels(of layer: String) throws(DreamError) -> Int {
    do {
      let part = try truncated(at: [layer])
      let side = part.smallestSide ?? 224
      return try part.report(height: side, width: side).last?.shape.first ?? 0
    } catch {
      throw .network(error)
    }
  }
}
