public import Imaging
public import Torch

/// The colors of maps: from black over violet and orange to pale yellow, or from blue over nothing to red.
enum HeatColors {
  /// Evidence from nothing to much.
  static let heat: [[Double]] = [
    [0, 0, 4], [66, 10, 104], [147, 38, 103], [221, 81, 58], [252, 165, 10], [252, 255, 164],
  ]
  /// Evidence against, nothing, evidence for.
  static let poles: [[Double]] = [
    [22, 78, 190], [110, 165, 245], [246, 246, 246], [250, 150, 110], [190, 24, 40],
  ]
}

extension Explanation {
  /// The map alone in colors, of that size.
  ///
  /// - Throws: `TorchError` when there is no memory.
  public func picture(width: Int, height: Int) throws(TorchError) -> Image {
    try Image(colors(shares(width, height)))
  }

  /// The map over a photo, of the photo's size: where it says nothing the photo shows through.
  ///
  /// - Parameter opacity: How much of the photo the strongest places hide, 0…1.
  /// - Throws: `TorchError` when there is no memory.
  public func overlay(on photo: Image, opacity: Double = 0.75) throws(TorchError) -> Image {
    let shares = try shares(photo.width, photo.height)
    let strength = isSigned ? try (shares * 2 - 1).magnitude() : shares
    let alpha = try (strength * 1.6).clamped(0, 1) * opacity
    let ground = try photo.tensor()
    return try Image(ground + (colors(shares) - ground) * alpha)
  }

  /// The map at another size, as a place on the scale of colors, 0…1.
  private func shares(_ width: Int, _ height: Int) throws(TorchError) -> Tensor {
    let resized = try map.resized(height: height, width: width, antialias: true)
    return try (isSigned ? (resized + 1) * 0.5 : resized).clamped(0, 1)
  }

  /// Colors `[1, 3, h, w]` in 0…1: straight lines between the stops, as a sum of hats.
  private func colors(_ shares: Tensor) throws(TorchError) -> Tensor {
    let stops = isSigned ? HeatColors.poles : HeatColors.heat
    let places = try shares * Double(stops.count - 1)
    var sum = try Tensor.zeros([1, 3] + shares.shape.suffix(2))
    for (index, stop) in stops.enumerated() {
      let hat = try ((places - Double(index)).magnitude() * -1 + 1).relu()
      sum = try sum + hat * Tensor(stop.map { Float($0 / 255) }, shape: [1, 3, 1, 1])
    }
    return sum
  }
}
