internal import Torch

/// Several terms taken as one: Σ weight · value.
struct WeightedSum: ObjectiveTerm {
  let parts: [WeightedTerm]

  var layers: [String] {
    var layers: [String] = []
    for layer in parts.flatMap(\.term.layers) where !layers.contains(layer) { layers.append(layer) }
    return layers
  }

  var reach: TermReach {
    let reaches = parts.map(\.term.reach)
    return reaches.contains(.place) ? .place : reaches.contains(.picture) ? .picture : .positions
  }

  var isDistance: Bool { parts.allSatisfy(\.term.isDistance) }

  var gramLayers: [String] { parts.flatMap(\.term.gramLayers) }

  var wholeLayers: [String] { parts.flatMap(\.term.wholeLayers) }

  func linearized(at statistics: WholeImageStatistics, redirectsReLUs: Bool) throws(TorchError)
    -> any ObjectiveTerm
  {
    WeightedSum(
      parts: try parts.map { part throws(TorchError) in
        WeightedTerm(
          weight: part.weight, term: try part.term.linearized(at: statistics, redirectsReLUs: redirectsReLUs))
      })
  }

  func part(in view: TileView) -> (any TilePart)? {
    let parts = parts.compactMap { part in
      part.term.part(in: view).map { GradientSum.Part(weight: part.weight, gradients: $0.outputGradients) }
    }
    return parts.isEmpty ? nil : GradientSum(parts: parts)
  }

  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    try sum { term throws(TorchError) in try term.value(of: activations) }
  }

  func outputGradients(
    at activations: [String: Tensor], redirectsReLUs: Bool
  ) throws(TorchError) -> OutputGradients {
    try GradientSum(
      parts: parts.map { GradientSum.Part(weight: $0.weight, gradients: $0.term.outputGradients) }
    ).outputGradients(at: activations, redirectsReLUs: redirectsReLUs)
  }

  func redirectedValue(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    try sum { term throws(TorchError) in try term.redirectedValue(of: activations) }
  }

  private func sum(
    _ value: (any ObjectiveTerm) throws(TorchError) -> Tensor
  ) throws(TorchError) -> Tensor {
    var total = try value(parts[0].term) * parts[0].weight
    for part in parts.dropFirst() { total = try total + value(part.term) * part.weight }
    return total
  }
}

/// A sum taken part by part, so that one at a time is there in float32.
private struct GradientSum: TilePart {
  struct Part {
    let weight: Double
    let gradients: ([String: Tensor], Bool) throws(TorchError) -> OutputGradients
  }

  let parts: [Part]

  func outputGradients(
    at activations: [String: Tensor], redirectsReLUs: Bool
  ) throws(TorchError) -> OutputGradients {
    var sum = OutputGradients(value: 0, gradients: [:])
    for part in parts {
      let found = try part.gradients(activations, redirectsReLUs)
      sum.value += part.weight * found.value
      for (layer, gradient) in found.gradients {
        try gradient.multiply(by: part.weight)
        if let earlier = sum.gradients[layer] {
          try earlier.add(gradient)
        } else {
          sum.gradients[layer] = gradient
        }
      }
    }
    return sum
  }
}

extension [WeightedTerm] {
  /// The terms in groups that need a gradient each, so that each can be brought to the same size.
  ///
  /// With balance each term is a group of its own, but those that measure a distance, which are one together:
  /// their gradients fade as the picture gets there, and must be allowed to. Without balance there is one
  /// group.
  func grouped(balanced: Bool) -> [WeightedTerm] {
    guard count > 1 else { return self }
    guard balanced else { return [WeightedTerm(weight: 1, term: WeightedSum(parts: self))] }
    let distances = filter(\.term.isDistance)
    let others = filter { !$0.term.isDistance }
    return others
      + (distances.count > 1 ? [WeightedTerm(weight: 1, term: WeightedSum(parts: distances))] : distances)
  }
}
