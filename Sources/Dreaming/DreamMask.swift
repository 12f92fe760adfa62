public import Imaging
internal import Networks
public import Torch

/// Where a photo dreams: white dreams, black stays, and in between the photo shows through.
public struct DreamMask {
  /// Float32 `[1, 1, H, W]` of the photo's size, from 0 (the photo stays) to 1 (all of the dream).
  public let weights: Tensor

  /// A mask of numbers `[1, 1, H, W]` in 0…1, as an attribution gives them.
  public init(_ weights: Tensor) { self.weights = weights }

  /// A mask of a picture: the mean of red, green and blue.
  public init(_ picture: Image) throws(TorchError) {
    weights = try picture.tensor().mean([1], keepingDimensions: true)
  }

  /// The size of the photos that it is for.
  public var size: PixelSize { PixelSize(weights) }

  /// The product of both masks.
  ///
  /// - Throws: `DreamError.maskSize` when they have different shapes; `TorchError`.
  public func times(_ other: DreamMask) throws -> DreamMask {
    try check(forPhoto: other.size)
    return DreamMask(try resized(to: other.size) * other.weights)
  }

  /// Finds out whether the mask has the shape of a photo: sides whose ratio differs by at most a hundredth.
  ///
  /// - Throws: `DreamError.maskSize`.
  func check(forPhoto photo: PixelSize) throws(DreamError) {
    let ratio = Double(size.width * photo.height) / Double(size.height * photo.width)
    guard abs(ratio - 1) <= 0.01 else { throw .maskSize(size, photo: photo) }
  }

  /// The weights for a picture of a size.
  func resized(to size: PixelSize) throws(TorchError) -> Tensor {
    try weights.resized(to: size, antialias: true)
  }

  /// Where a level's steps are made: 1 wherever the mask is not black, else 0, `[1, 1, H, W]`.
  func stepMask(at size: PixelSize) throws(TorchError) -> Tensor {
    let isBlack = try resized(to: size).isEqual(to: .zeros([]))
    return try isBlack.to(.float32) * -1 + 1
  }
}

extension Image {
  /// The picture at a size, float32 `[1, 3, H, W]` in 0…1.
  func tensor(of size: PixelSize) throws(TorchError) -> Tensor {
    try tensor().resized(to: size, antialias: true)
  }
}

/// What is seen of a dream: the way out of the network's normalization, and the photo where it shows through.
struct DreamDisplay {
  let normalization: Normalization
  /// The dream's size.
  let size: PixelSize
  /// The photo, for what shows of it; of any size.
  var photo: Image?
  /// Where the dream is seen; `nil`: everywhere.
  var mask: DreamMask?
  /// The dream's share of what is seen, 0…1.
  var strength = 1.0
  /// Whether the photo keeps its colors and takes the dream's brightness.
  var keepColors = false

  /// What is seen of a picture `[N, 3, H, W]` of the dream's size in the network's normalization; in 0…1.
  func show(_ picture: Tensor) throws(TorchError) -> Tensor {
    let dream = try normalization.denormalize(picture.to(.cpu)).clamped(0, 1)
    guard let photo, mask != nil || strength < 1 || keepColors else { return dream }
    return try blend(dream, into: photo.tensor(of: size))
  }

  /// The dream over the photo, both `[1, 3, H, W]` in 0…1: the photo shows where the mask is not white, and
  /// by what `strength` lacks to 1.
  func blend(_ dream: Tensor, into photo: Tensor) throws(TorchError) -> Tensor {
    var change = try dream - photo
    if keepColors { change = try Self.brightness(of: change) }
    if strength < 1 { try change.multiply(by: strength) }
    if let mask { change = try change * mask.resized(to: PixelSize(photo)) }
    return try (photo + change).clamped(0, 1)
  }

  /// How bright colors are, as the eye weights them (ITU-R BT.709), `[N, 1, H, W]`.
  private static func brightness(of colors: Tensor) throws(TorchError) -> Tensor {
    let weights = try Tensor([0.2126, 0.7152, 0.0722] as [Float], shape: [1, 3, 1, 1])
    return try (colors * weights).sum([1], keepingDimensions: true)
  }
}
