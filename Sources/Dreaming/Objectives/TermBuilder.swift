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
      let term = try part.target.definition.term(at: size, from: self)
      let head = part.target.layers.first.flatMap { network.heads[$0] }
      return WeightedTerm(weight: part.weight, term: head.map { HeadTerm(head: $0, term: term) } ?? term)
    }
  }

  // MARK: What targets compare with

  /// A layer's output for a picture, by its name.
  func activations(of layer: String, in picture: Tensor) throws(TorchError) -> [String: Tensor] {
    let source = source(for: picture)
    guard let head = network.heads[layer] else { return try source.activations(of: [layer], in: picture) }
    let trunk = try source.activations(of: [head.trunk], in: picture)
    return try head.network.activations(trunk.activation(of: head.trunk))
  }

  /// The Gram matrices of layers for a picture.
  func grams(of layers: [String], in picture: Tensor) throws(TorchError) -> [String: Tensor] {
    try source(for: picture).grams(of: layers, in: picture)
  }

  private func source(for picture: Tensor) -> any GradientSource {
    network.source(at: PixelSize(picture), tile: tile, halo: halo)
  }

  /// A style or guide picture with about so many pixels, no side too short for the network, normalized.
  func reference(_ picture: Image?, ofPixels pixels: Int) throws(TorchError) -> Tensor {
    guard let picture else { preconditionFailure("a dreamer checks that its pictures are there") }
    let own = PixelSize(picture)
    let smallest = max(Pyramid.smallestSide, network.graph.smallestSide ?? 0)
    let scale = max(
      (Double(pixels) / Double(own.pixels)).squareRoot(), Double(smallest) / Double(own.shorterSide))
    return try normalization.input(picture.byteTensor(), size: own.scaled(by: scale), on: network.device)
  }
}
