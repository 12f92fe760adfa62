internal import Foundation
internal import Torch

/// A picture in CIE L*a*b* (1976), in which equal distances look about equally large: L from 0 to 100.
///
/// From sRGB by the primaries and white point (D65, 2°) of scikit-image.
struct LabPicture {
  let height: Int
  let width: Int
  /// L, a and b of each pixel, row by row from the top.
  let values: [Double]

  /// - Parameters:
  ///   - picture: `[1, 3, H, W]` in 0…1; what lies outside is cut off.
  ///   - isStretched: Whether its darkest and lightest values become 0 and 1 first.
  ///   - scale: What L, a and b are multiplied by.
  init(_ picture: Tensor, isStretched: Bool = false, scale: Double) throws(TorchError) {
    var colors = try picture.to(.float64).clamped(0, 1)
    if isStretched {
      let (low, high) = (try colors.minimum().item(), try colors.maximum().item())
      colors = try (colors - low) * (1 / (high > low ? high - low : 1))
    }
    let planes: [Double] = try colors.elements()
    let count = planes.count / 3
    height = picture.shape[2]
    width = picture.shape[3]
    var values: [Double] = []
    values.reserveCapacity(planes.count)
    for place in 0..<count {
      let (red, green, blue) = (
        Self.linear(planes[place]), Self.linear(planes[count + place]), Self.linear(planes[2 * count + place])
      )
      let x = Self.lightness((0.412453 * red + 0.357580 * green + 0.180423 * blue) / 0.95047)
      let y = Self.lightness(0.212671 * red + 0.715160 * green + 0.072169 * blue)
      let z = Self.lightness((0.019334 * red + 0.119193 * green + 0.950227 * blue) / 1.08883)
      values.append((116 * y - 16) * scale)
      values.append(500 * (x - y) * scale)
      values.append(200 * (y - z) * scale)
    }
    self.values = values
  }

  private static func linear(_ value: Double) -> Double {
    value > 0.04045 ? pow((value + 0.055) / 1.055, 2.4) : value / 12.92
  }

  private static func lightness(_ value: Double) -> Double {
    value > 0.008856 ? cbrt(value) : 7.787 * value + 16 / 116
  }
}
