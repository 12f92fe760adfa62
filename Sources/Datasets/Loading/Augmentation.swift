import Foundation
public import Torch

/// What happens to a training square by itself: its colors, one operation of TrivialAugment's, an erased rectangle.
///
/// What mixes the pictures of a batch, mixup and CutMix, comes after it, in training.
public struct Augmentation: Sendable, Equatable {
  /// By how much the colors change, 0…1; 0 leaves them.
  public let colors: Double
  /// Whether each gets one operation of TrivialAugment's.
  public let trivialAugment: Bool
  /// The share of squares with a rectangle painted over, 0…1.
  public let erasing: Double
  /// The color of that rectangle, as red, green and blue.
  public let fill: [UInt8]

  /// Nothing.
  public static let none = Augmentation()

  /// All is off by default.
  ///
  /// - Precondition: `fill` has three channels.
  public init(
    colors: Double = 0, trivialAugment: Bool = false, erasing: Double = 0, fill: [UInt8] = [0, 0, 0]
  ) {
    precondition(fill.count == 3, "a color has three channels")
    self.colors = colors
    self.trivialAugment = trivialAugment
    self.erasing = erasing
    self.fill = fill
  }

  /// The changed square as bytes `[side, side, 3]`, of bytes `[1, 3, side, side]`.
  ///
  /// - Throws: `TorchError`.
  public func callAsFunction(_ square: Tensor, using random: inout SplitMix64) throws(TorchError) -> [UInt8] {
    let side = square.shape[2]
    let colored = colors > 0 ? try ColorJitter(strength: colors, using: &random)(square) : square
    var pixels = try colored.permuted([0, 2, 3, 1]).elements(UInt8.self)
    if trivialAugment { pixels = TrivialAugment.draw(using: &random)(pixels, side: side) }
    if erasing > 0 { RandomErasing(probability: erasing, fill: fill)(&pixels, side: side, using: &random) }
    return pixels
  }
}

/// A random change of brightness, contrast, saturation and hue, so that a network leans on form more than on color.
///
/// Brightness, contrast and saturation are scaled by 1 ± `strength`, as torchvision's `ColorJitter` does; the hue turns
/// by up to ± `strength` / 4 of the circle around the gray axis. Together they are one affine map of RGB.
struct ColorJitter: Equatable {
  /// Brightness · contrast, saturation, and the hue's turn in radians.
  let brightness: Double, contrast: Double, saturation: Double, turn: Double

  /// Draws a change of at most `strength`, 0…1.
  init(strength: Double, using random: inout SplitMix64) {
    let scale = (1 - strength)...(1 + strength)
    brightness = .random(in: scale, using: &random)
    contrast = .random(in: scale, using: &random)
    saturation = .random(in: scale, using: &random)
    turn = .random(in: -1...1, using: &random) * strength * .pi / 2
  }

  /// The share of red, green and blue in the gray of a pixel (ITU-R BT.601).
  private static let gray = [0.299, 0.587, 0.114]

  /// A picture of bytes `[1, 3, H, W]` in other colors.
  func callAsFunction(_ picture: Tensor) throws(TorchError) -> Tensor {
    let shape = picture.shape
    let pixels = try picture.to(.float32).reshaped([3, -1])
    let gray = try Tensor(Self.gray.map(Float.init), shape: [1, 3]).matrixProduct(pixels)
    let level = try gray.mean().item() * brightness * (1 - contrast)
    let changed = try Tensor(matrix.map(Float.init), shape: [3, 3]).matrixProduct(pixels) + level
    return try changed.clamped(0, 255).rounded().to(.uint8).reshaped(shape)
  }

  /// What happens to red, green and blue, row by row. Gray stays gray: saturation and turn leave it alone.
  var matrix: [Double] {
    let (cosine, sine) = (cos(turn), sin(turn) / 3.0.squareRoot())
    func rotation(_ row: Int, _ column: Int) -> Double {
      let across = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]][row][column]
      return (row == column ? cosine : 0) + Double(across) * sine + (1 - cosine) / 3
    }
    return (0..<9).map { index in
      let (row, column) = (index / 3, index % 3)
      return brightness * contrast
        * (saturation * rotation(row, column) + (1 - saturation) * Self.gray[column])
    }
  }
}

/// A rectangle of 2 to 33 % of the picture, between 0.3 and 3.3 as wide as high, is painted over (Zhong et al., "Random
/// Erasing Data Augmentation", 2020).
struct RandomErasing: Equatable {
  /// The share of pictures that it happens to, 0…1.
  let probability: Double
  /// The color painted.
  let fill: [UInt8]

  func callAsFunction(_ pixels: inout [UInt8], side: Int, using random: inout SplitMix64) {
    guard Double.random(in: 0..<1, using: &random) < probability else { return }
    for _ in 0..<10 {
      let area = Double(side * side) * .random(in: 0.02...0.33, using: &random)
      let ratio = exp(Double.random(in: log(0.3)...log(3.3), using: &random))
      let height = Int((area * ratio).squareRoot().rounded())
      let width = Int((area / ratio).squareRoot().rounded())
      guard (1..<side).contains(height), (1..<side).contains(width) else { continue }
      let top = Int.random(in: 0...side - height, using: &random)
      let left = Int.random(in: 0...side - width, using: &random)
      for y in top..<top + height {
        for x in left..<left + width {
          for channel in 0..<3 { pixels[(y * side + x) * 3 + channel] = fill[channel] }
        }
      }
      return
    }
  }
}
