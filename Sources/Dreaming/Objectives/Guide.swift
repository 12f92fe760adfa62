internal import Networks
internal import Torch

/// What a dream takes from its guide picture.
public enum GuideMatching: String, Sendable, CaseIterable {
  /// Each position follows the guide's position that is most like it (by dot product), as the original code's
  /// guided dreams do.
  case best
  /// Every position follows the guide's mean: channels count as much as the guide excites them. Cheaper.
  case mean
}

/// `guide`, `guide(relu4_1)`, `guide(mean)`: likeness to the guide picture.
struct GuideTarget: ObjectiveDefinition {
  /// The most pixels that a guide is looked at with: each position of the dream is compared with each of the
  /// guide's.
  private static let mostPixels = 1 << 20

  let layer: String?
  let matching: GuideMatching

  var text: String {
    let arguments = [layer, matching == .best ? nil : matching.rawValue].compactMap(\.self)
    return arguments.isEmpty ? "guide" : "guide(\(arguments.joined(separator: ", ")))"
  }

  var layers: [String] { layer.map { [$0] } ?? [] }

  static func read(from parser: inout ObjectiveParser) throws(DreamError) -> ObjectiveTarget {
    let start = parser.position
    var words = try parser.layers()
    let matching = words.last.flatMap(GuideMatching.init)
    if matching != nil { words.removeLast() }
    guard words.count <= 1 else { throw parser.wrong("one layer, then 'mean' or nothing", at: start) }
    return .guide(layer: words.first, matching ?? .best)
  }

  func completed(for architecture: Architecture, dreamLayer: String) -> ObjectiveTarget? {
    layer == nil ? .guide(layer: dreamLayer, matching) : nil
  }

  func resolved(in graph: Graph, classNames: [String]) throws(DreamError) -> ObjectiveTarget {
    guard let layer else { throw .noLayers }
    return .guide(layer: try graph.name(of: layer), matching)
  }

  func check(_ inputs: DreamInputs, in graph: Graph) throws(DreamError) {
    try inputs.check(inputs.guide, "guide", for: text)
  }

  func term(at size: PixelSize, from builder: TermBuilder) throws -> any ObjectiveTerm {
    let layer = layer ?? ""
    let picture = try builder.reference(builder.inputs.guide, ofPixels: min(size.pixels, Self.mostPixels))
    let activations = try builder.activations(of: layer, in: picture)
    switch matching {
    case .best:
      return try GuideMatch(layer, of: activations)
    case .mean:
      let activation = try activations.activation(of: layer).to(.float32)
      let mean = activation.rank == 4 ? try activation.mean([2, 3]) : activation
      return ChannelDirection(layer: layer, weights: mean)
    }
  }

  func heldBytes(at size: PixelSize, in network: TappedNetwork) -> Int {
    let scale = (Double(Self.mostPixels) / Double(size.pixels)).squareRoot()
    return network.elements(of: layer, at: size.scaled(by: min(1, scale))) * (network.precision.byteCount + 4)
  }
}

/// Likeness to a guide picture: each position grows towards the guide's position that is most like it.
///
/// The objective of the original code's guided dreams (Mordvintsev, Olah & Tyka, "Inceptionism", 2015): the
/// match is the guide's position with the largest dot product, chosen anew at every step.
struct GuideMatch: ObjectiveTerm {
  /// Elements of the table of products that are in memory at once, 16 MiB.
  static let chunk = 1 << 22

  /// The layer's name.
  let layer: String
  /// What the guide's positions answer, `[positions, C]`, float32.
  private let guide: Tensor

  /// The guide whose activations, `[1, C, H, W]`, are given.
  init(_ layer: String, of activations: [String: Tensor]) throws(TorchError) {
    self.layer = layer
    guide = try Self.positions(of: activations.activation(of: layer))
  }

  /// The one layer.
  var layers: [String] { [layer] }

  /// Positions are treated alike, but looked up among all of the guide's.
  var reach: TermReach { .positions }

  /// The mean over positions and channels of a · g, g being the match of the position.
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    let activation = try activations.activation(of: layer)
    let positions = try Self.positions(of: activation)
    let matches = try withoutGradients { () throws(TorchError) in try self.matches(of: positions.detached()) }
    return try (positions * matches).mean() * Double(activation.shape[0])
  }

  /// `[N · positions, C]`, float32.
  private static func positions(of activation: Tensor) throws(TorchError) -> Tensor {
    let list = activation.rank == 4 ? try activation.permuted([0, 2, 3, 1]) : activation
    return try list.to(.float32).reshaped([-1, activation.shape[1]])
  }

  /// The guide's match of each of the positions `[P, C]`, in chunks of bounded memory.
  private func matches(of positions: Tensor) throws(TorchError) -> Tensor {
    let (count, step) = (positions.shape[0], max(1, Self.chunk / guide.shape[0]))
    let across = try guide.permuted([1, 0])
    var matches: [Tensor] = []
    for start in stride(from: 0, to: count, by: step) {
      let part = try positions.narrowed(0, start..<min(start + step, count))
      let best = try part.matrixProduct(across).indexOfMaximum(along: 1)
      matches.append(try guide.selecting(best, along: 0))
    }
    return try .concatenated(matches, along: 0)
  }
}
