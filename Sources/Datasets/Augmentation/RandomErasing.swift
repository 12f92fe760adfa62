import Foundation
internal import Torch

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
