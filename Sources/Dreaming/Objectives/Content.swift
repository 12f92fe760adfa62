internal import Networks
internal import Torch

/// `content`, `content(relu4_2)`: likeness to the photo itself.
struct ContentTarget: ObjectiveDefinition {
  let layer: String?

  var text: String { layer.map { "content(\($0))" } ?? "content" }
  var layers: [String] { layer.map { [$0] } ?? [] }
  var isDistance: Bool { true }

  static func read(from parser: inout ObjectiveParser) throws(DreamError) -> ObjectiveTarget {
    let start = parser.position
    let layers = try parser.layers()
    guard layers.count <= 1 else { throw parser.wrong("one layer", at: start) }
    return .content(layer: layers.first)
  }

  func completed(for architecture: Architecture, dreamLayer: String) -> ObjectiveTarget? {
    layer == nil ? .content(layer: architecture.contentLayer) : nil
  }

  func resolved(in graph: Graph, classNames: [String]) throws(DreamError) -> ObjectiveTarget {
    guard let layer else { throw .noLayers }
    return .content(layer: try graph.name(of: layer))
  }

  func term(at size: PixelSize, from builder: TermBuilder) throws -> any ObjectiveTerm {
    let (layer, picture) = (layer ?? "", try builder.photo.resized(to: size, antialias: true))
    return try ContentMatch(layer, of: builder.activations(of: layer, in: picture))
  }

  func heldBytes(at size: PixelSize, in network: TappedNetwork) -> Int {
    network.elements(of: layer, at: size) * network.precision.byteCount
  }
}

/// Likeness to a picture place by place, as a layer sees it: the content of neural style transfer.
struct ContentMatch: ObjectiveTerm {
  /// Rows of the target that are squared at once: float32 copies stay small.
  private static let rowsAtOnce = 32

  /// The layer's name.
  let layer: String
  private let target: Tensor
  /// The mean square of the target.
  private let energy: Double
  /// Where in the target the picture begins.
  private var origin = (row: 0, column: 0)

  /// The content that the layer's activations, `[1, C, H, W]` for a picture of the same size, stand for.
  init(_ layer: String, of activations: [String: Tensor]) throws(TorchError) {
    self.layer = layer
    target = try activations.activation(of: layer)
    energy = try Self.meanSquare(target)
  }

  /// The one layer.
  var layers: [String] { [layer] }

  /// Every place by itself.
  var reach: TermReach { .place }

  /// A distance.
  var isDistance: Bool { true }

  /// − ‖a − a of the content‖² / ‖a of the content‖².
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    let activation = try activations.activation(of: layer)
    let gap = try activation.to(.float32) - part(for: activation).to(.float32)
    let smallest = Double(Float.leastNormalMagnitude)
    return try gap.squared().mean() * (-Double(activation.shape[0]) / max(energy, smallest))
  }

  /// Likeness to the tile's part of the target.
  func part(in view: TileView) -> (any TilePart)? {
    var part = self
    part.origin = view.origin(of: layer)
    return MeanPart(term: part, view: view)
  }

  /// The target's part under a layer's output.
  private func part(for activation: Tensor) throws(TorchError) -> Tensor {
    guard target.rank == 4 else { return target }
    let (height, width) = (activation.shape[2], activation.shape[3])
    return try target.cropped(origin.row..<origin.row + height, origin.column..<origin.column + width)
  }

  private static func meanSquare(_ target: Tensor) throws(TorchError) -> Double {
    guard target.rank == 4 else { return try target.to(.float32).squared().mean().item() }
    var sum = 0.0
    for row in stride(from: 0, to: target.shape[2], by: rowsAtOnce) {
      let rows = try target.narrowed(2, row..<min(row + rowsAtOnce, target.shape[2]))
      sum += try rows.to(.float32).squared().sum().item()
    }
    return sum / Double(target.count)
  }
}
