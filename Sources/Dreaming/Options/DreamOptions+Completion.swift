public import Networks

extension DreamOptions {
  /// Fills in what the objective leaves to the model, so that the options say all that a dream does.
  ///
  /// Without an objective a style picture gives `style + content`, a guide picture `guide`, and neither the energy of the
  /// model's first layer. With one, a picture that it does not name adds its part. Parts without a layer get the
  /// network's usual ones.
  ///
  /// - Parameter defaultLayers: The layers that the model dreams best on, the best first; may be empty.
  public mutating func complete(for architecture: Architecture, defaultLayers: [String]) {
    let layer = (defaultLayers + architecture.dreamLayers)[0]
    let names = objective.parts.map(\.target)
    if style != nil, !names.contains(where: \.isStyle) {
      objective = objective + Objective(.style(layers: []))
      if names.isEmpty { objective = objective + Objective(.content(layer: nil)) }
    }
    if guide != nil, !names.contains(where: \.isGuide) {
      objective = objective + Objective(.guide(layer: nil, .best))
    }
    if objective.isEmpty { objective = Objective(.energy(layer: layer)) }
    for index in objective.parts.indices {
      let target = objective.parts[index].target
      objective.parts[index].target =
        target.definition.completed(for: architecture, dreamLayer: layer) ?? target
    }
  }
}

extension DreamOptions {
  /// Whether the dream needs a network with classes: for a class that is dreamt towards, or for where one is seen.
  public var asksForClasses: Bool {
    whereSeen != nil
      || objective.parts.contains { if case .classScore = $0.target { true } else { false } }
  }
}

extension ObjectiveTarget {
  var isStyle: Bool { if case .style = self { true } else { false } }
  var isGuide: Bool { if case .guide = self { true } else { false } }
}
