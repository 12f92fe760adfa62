internal import Torch

extension Dreamer {
  /// Where a level's steps are made: 1 wherever the mask is not black, `[1, 1, H, W]`; `nil` without a mask.
  func gate(at size: PixelSize) throws(TorchError) -> Tensor? {
    guard let mask = inputs.mask else { return nil }
    let isBlack = try mask.resized(to: size, antialias: true).isEqual(to: .zeros([]))
    return try isBlack.to(.float32) * -1 + 1
  }

  /// Whether the photo shows through anywhere.
  var blends: Bool { inputs.mask != nil || options.strength < 1 || options.keepColors }

  /// What is seen of a dream, both pictures `[1, 3, H, W]` in 0…1.
  ///
  /// With `keepColors` the photo keeps its colours and takes the dream's brightness. The photo shows through where the mask is
  /// not white, and by what `strength` lacks to 1.
  func blend(_ dream: Tensor, into photo: Tensor) throws(TorchError) -> Tensor {
    var change = try dream - photo
    if options.keepColors { change = try Self.brightness(of: change) }
    if options.strength < 1 { try change.multiply(by: options.strength) }
    if let mask = inputs.mask {
      change = try change * mask.resized(to: PixelSize(photo), antialias: true)
    }
    return try (photo + change).clamped(0, 1)
  }

  /// How bright colours are, as the eye weights them (ITU-R BT.709), `[N, 1, H, W]`.
  private static func brightness(of colors: Tensor) throws(TorchError) -> Tensor {
    let weights = try Tensor([0.2126, 0.7152, 0.0722] as [Float], shape: [1, 3, 1, 1])
    return try (colors * weights).sum([1], keepingDimensions: true)
  }
}
