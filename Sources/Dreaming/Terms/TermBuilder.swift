internal import Foundation
internal import Imaging
internal import Networks
internal import Torch

/// What rises at each level of a pyramid.
protocol LevelTerms {
  /// The terms for a level of that size.
  ///
  /// - Throws: `DreamError` for a picture or a direction that is missing or does not fit.
  func terms(at size: PixelSize) throws -> [WeightedTerm]
}

extension [WeightedTerm]: LevelTerms {
  /// The same terms at every level.
  func terms(at size: PixelSize) -> [WeightedTerm] { self }
}

/// Makes an objective's terms for one level of the pyramid after the other.
///
/// What compares with a picture (style, content, guide) compares with that picture at the level's own scale.
struct TermBuilder: LevelTerms {
  /// Resolved: see `Objective.resolved(in:classNames:)`.
  let objective: Objective
  let network: TappedNetwork
  let normalization: Normalization
  let inputs: DreamInputs
  /// The photo at the dream's size, `[1, 3, H, W]` in the network's normalization.
  let photo: Tensor
  /// The side of the tiles in which larger pictures are looked at; `nil`: no tiles.
  let tile: Int?
  /// What tiles see around their cores; `nil`: see ``TappedNetwork/source(at:tile:halo:)``.
  var halo: Int?

  func terms(at size: PixelSize) throws -> [WeightedTerm] {
    try objective.parts.map { part in
      let term = try term(for: part.target, at: size)
      let head = part.target.layers.first.flatMap { network.heads[$0] }
      return WeightedTerm(weight: part.weight, term: head.map { HeadTerm(head: $0, term: term) } ?? term)
    }
  }

  private func term(for target: ObjectiveTarget, at size: PixelSize) throws -> any ObjectiveTerm {
    switch target {
    case .energy(let layer):
      return LayerEnergy(layer)
    case .channels(let layer, let ranges, let place):
      let ones = try Direction(
        layer: layer, channels: ranges, of: network.graph.channels(of: layer), place: place)
      return Direction(layer: layer, weights: try ones.weights.to(network.device), place: place)
    case .random(let layer, let seed):
      return try direction(layer, Self.randomDirection(seed: seed, count: network.graph.channels(of: layer)))
    case .direction(let layer, let file):
      return try direction(layer, inputs.directions[file] ?? [])
    case .classScore:
      preconditionFailure("resolving an objective turns classes into channels")
    case .style(let layers):
      let picture = try reference(inputs.style, ofPixels: size.pixels)
      return try StyleMatch(layers, grams: source(for: picture).grams(of: layers, in: picture))
    case .content(let layer):
      let (layer, picture) = (layer ?? "", try photo.resized(to: size, antialias: true))
      return try ContentMatch(layer, of: activations(of: layer, in: picture))
    case .guide(let layer, let matching):
      return try guide(layer ?? "", matching, at: size)
    }
  }

  private func source(for picture: Tensor) -> any GradientSource {
    network.source(at: PixelSize(picture), tile: tile, halo: halo)
  }

  /// A layer's output for a picture, by its name.
  private func activations(of layer: String, in picture: Tensor) throws(TorchError) -> [String: Tensor] {
    let source = source(for: picture)
    guard let head = network.heads[layer] else { return try source.activations(of: [layer], in: picture) }
    let trunk = try source.activations(of: [head.trunk], in: picture)
    return try head.network.activations(trunk.activation(of: head.trunk))
  }

  private func direction(_ layer: String, _ numbers: [Float]) throws(TorchError) -> Direction {
    Direction(layer: layer, weights: try Tensor(numbers, shape: [1, numbers.count]).to(network.device))
  }

  private func guide(
    _ layer: String, _ matching: GuideMatching, at size: PixelSize
  ) throws -> any ObjectiveTerm {
    let picture = try reference(inputs.guide, ofPixels: min(size.pixels, Self.mostGuidePixels))
    let activations = try activations(of: layer, in: picture)
    switch matching {
    case .best:
      return try GuideMatch(layer, of: activations)
    case .mean:
      let activation = try activations.activation(of: layer).to(.float32)
      let mean = activation.rank == 4 ? try activation.mean([2, 3]) : activation
      return Direction(layer: layer, weights: mean)
    }
  }

  /// The most pixels that a guide is looked at with: each position of the dream is compared with each of the guide's.
  static let mostGuidePixels = 1 << 20

  /// A picture with about so many pixels, no side too short for the network, normalized.
  private func reference(_ picture: Image?, ofPixels pixels: Int) throws -> Tensor {
    guard let picture else { preconditionFailure("a dreamer checks that its pictures are there") }
    let own = PixelSize(picture)
    let smallest = max(Pyramid.smallestSide, network.graph.smallestSide ?? 0)
    let scale = max(
      (Double(pixels) / Double(own.pixels)).squareRoot(), Double(smallest) / Double(own.shorterSide))
    let target = own.scaled(by: scale)
    return try normalization.input(picture.byteTensor(), size: target, on: network.device)
  }

  /// A direction of length 1, each as likely as any other (Box & Muller, 1958).
  static func randomDirection(seed: UInt64, count: Int) -> [Float] {
    var random = SplitMix64(seed: seed)
    let normal = (0..<count).map { _ in
      let radius = (-2 * log(1 - Double(random.unit()))).squareRoot()
      return radius * cos(2 * .pi * Double(random.unit()))
    }
    let length = normal.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return normal.map { Float($0 / length) }
  }
}
