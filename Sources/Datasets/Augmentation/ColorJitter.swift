import Foundation
internal import Torch

/// A random change of brightness, contrast, saturation and hue, so that a network leans on form more than on color.
///
/// Brightness, contrast and saturation are scaled by 1 ± `strength`, as torchvision's `ColorJitter` does; the hue turns
/// by up to ± `strength` / 4 of the circle around the grey axis. Together they are one affine map of RGB.
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

  /// The share of red, green and blue in the grey of a pixel (ITU-R BT.601).
  private static let grey = [0.299, 0.587, 0.114]

  /// A picture of bytes `[1, 3, H, W]` in other colors.
  func callAsFunction(_ picture: Tensor) throws(TorchError) -> Tensor {
    let shape = picture.shape
    let pixels = try picture.to(.float32).reshaped([3, -1])
    let grey = try Tensor(Self.grey.map(Float.init), shape: [1, 3]).matrixProduct(pixels)
    let level = try grey.mean().item() * brightness * (1 - contrast)
    let changed = try Tensor(matrix.map(Float.init), shape: [3, 3]).matrixProduct(pixels) + level
    return try changed.clamped(0, 255).rounded().to(.uint8).reshaped(shape)
  }

  /// What happens to red, green and blue, row by row. Grey stays grey: saturation and turn leave it alone.
  var matrix: [Double] {
    let (cosine, sine) = (cos(turn), sin(turn) / 3.0.squareRoot())
    func rotation(_ row: Int, _ column: Int) -> Double {
      let across = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]][row][column]
      return (row == column ? cosine : 0) + Double(across) * sine + (1 - cosine) / 3
    }
    return (0..<9).map { index in
      let (row, column) = (index / 3, index % 3)
      return brightness * contrast
        * (saturation * rotation(row, column) + (1 - saturation) * Self.grey[column])
    }
  }
}
