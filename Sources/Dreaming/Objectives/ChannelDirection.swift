internal import Torch

/// The activation of a layer along a direction of its channels: Σ w·a, as a mean over the positions or at one
/// place.
///
/// A single channel, a list of channels, a neuron, a class's score and the guide's mean are all directions.
struct ChannelDirection: ObjectiveTerm {
  let layer: String
  /// The channels' weights, float32: `[1, C]` for all pictures, or `[N, C]` with a row for each picture of a
  /// batch.
  let weights: Tensor
  /// Where, or everywhere.
  let place: Place?
  /// The place's row and column in the output for a tile of the picture.
  private var spot: (row: Int, column: Int)?

  init(layer: String, weights: Tensor, place: Place? = nil) {
    self.layer = layer
    self.weights = weights
    self.place = place
  }

  /// A number for each channel.
  init(layer: String, numbers: [Float], on device: Device) throws(TorchError) {
    self.init(layer: layer, weights: try Tensor(numbers, shape: [1, numbers.count]).to(device))
  }

  /// The mean of some of a layer's `count` channels.
  ///
  /// - Precondition: the ranges lie in 0 ..< count.
  init(
    layer: String, channels: [ClosedRange<Int>], of count: Int, place: Place? = nil, on device: Device = .cpu
  ) throws(TorchError) {
    let chosen = Set(channels.joined())
    let weights = (0..<count).map { chosen.contains($0) ? 1 / Float(chosen.count) : 0 }
    self.init(layer: layer, weights: try Tensor(weights, shape: [1, count]).to(device), place: place)
  }

  var layers: [String] { [layer] }
  /// A mean over positions, or one place.
  var reach: TermReach { place == nil ? .positions : .place }

  /// Σ w·a over the channels, of the mean over the positions or at the place.
  func value(of activations: [String: Tensor]) throws(TorchError) -> Tensor {
    try (response(activations.activation(of: layer)).to(.float32) * weights).sum()
  }

  /// One number for each picture and channel, `[N, C]`.
  private func response(_ activation: Tensor) throws(TorchError) -> Tensor {
    guard activation.rank == 4 else { return activation }
    guard let place else { return try activation.to(.float32).mean([2, 3]) }
    let row = spot?.row ?? Place.index(place.y, of: activation.shape[2])
    let column = spot?.column ?? Place.index(place.x, of: activation.shape[3])
    return try activation.cropped(row..<row + 1, column..<column + 1)
      .reshaped([activation.shape[0], activation.shape[1]])
  }

  // MARK: Tiles

  /// A place counts for the tile whose core it lies in; all that see it have a part of its gradient.
  func part(in view: TileView) -> (any TilePart)? {
    guard let place else { return MeanPart(term: self, view: view) }
    guard let (row, column, isInCore) = view.spot(place, of: layer) else { return nil }
    var direction = self
    direction.spot = (row, column)
    return PlacePart(direction: direction, isInCore: isInCore)
  }

  /// Whether the place is among the outputs for a tile. Without padding a tile has fewer than its share of
  /// the whole's.
  fileprivate func isSpot(in activation: Tensor) -> Bool {
    guard let spot else { return true }
    return spot.row < activation.shape[2] && spot.column < activation.shape[3]
  }
}

/// A place that a tile sees.
private struct PlacePart: TilePart {
  let direction: ChannelDirection
  let isInCore: Bool

  func outputGradients(
    at activations: [String: Tensor], redirectsReLUs: Bool
  ) throws(TorchError) -> OutputGradients {
    let activation = try activations.activation(of: direction.layer)
    guard direction.isSpot(in: activation) else {
      return OutputGradients(value: 0, gradients: [direction.layer: try activation * 0])
    }
    var found = try direction.outputGradients(at: activations, redirectsReLUs: redirectsReLUs)
    if !isInCore { found.value = 0 }
    return found
  }
}
