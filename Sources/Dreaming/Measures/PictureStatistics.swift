internal import Foundation
public import Torch

/// How much a picture changes from pixel to pixel (Rudin, Osher & Fatemi 1992, the anisotropic form).
///
/// The mean of |x(i, j+1) − x(i, j)| plus the mean of |x(i+1, j) − x(i, j)|, over red, green and blue in 0…1:
/// 0 for one color, 2 for a checkerboard of black and white pixels.
///
/// - Parameter picture: `[1, 3, H, W]` in 0…1.
public func totalVariation(of picture: Tensor) throws(TorchError) -> Double {
  var sum = 0.0
  for dimension in [2, 3] {
    let length = picture.shape[dimension]
    guard length > 1 else { continue }
    let difference = try picture.narrowed(dimension, 1..<length) - picture.narrowed(dimension, 0..<length - 1)
    sum += try difference.magnitude().mean().item()
  }
  return sum
}

/// How fast the power of a picture falls with the frequency: the slope of log power over log frequency.
///
/// Natural photos have about −2 (Field 1987), white noise has 0; a dream that adds fine structure has a
/// flatter slope than its photo. Of the luminance (0.2126, 0.7152, 0.0722 of red, green, blue) less its mean,
/// under a Hann window in both directions, the power |F|² is averaged over rings of a quarter of an octave,
/// from 4 periods over the shorter side up to half a period per pixel; the line through the rings' logarithms
/// by least squares gives the slope.
///
/// - Parameter picture: `[1, 3, H, W]` in 0…1.
/// - Returns: `nil` for a picture of one color, and for one with a side of less than 32 pixels: too few
///   rings.
public func spectralSlope(of picture: Tensor) throws(TorchError) -> Double? {
  let (height, width) = (picture.shape[2], picture.shape[3])
  guard min(height, width) >= 32 else { return nil }
  let weights = try Tensor([0.2126, 0.7152, 0.0722] as [Float], shape: [1, 3, 1, 1])
  let luminance = try (picture * weights).sum([0, 1])
  let window = try hann(height).reshaped([height, 1]) * hann(width).reshaped([1, width])
  let power = try ((luminance - luminance.mean()) * window).powerSpectrum().elements(Float.self)
  return Rings(power, height: height, width: width).slope
}

private func hann(_ count: Int) throws(TorchError) -> Tensor {
  try Tensor((0..<count).map { Float(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(count))) }, shape: [count])
}

/// The mean power of each ring of frequencies.
private struct Rings {
  private static let ringsPerOctave = 4.0
  /// Below it rounding decides: float32's relative error, squared, of a picture in 0…1.
  private static let smallestPower = 1e-10

  private var logarithms: [(frequency: Double, power: Double)] = []

  init(_ power: [Float], height: Int, width: Int) {
    let lowest = 4 / Double(min(height, width))
    let count = Int((log2(0.5 / lowest) * Self.ringsPerOctave).rounded(.up))
    var sums = [(samples: Double, power: Double, frequency: Double)](repeating: (0, 0, 0), count: count)
    let columns = width / 2 + 1
    for y in 0..<height {
      let fy = Double(y <= height / 2 ? y : y - height) / Double(height)
      for x in 0..<columns {
        let fx = Double(x) / Double(width)
        let frequency = (fx * fx + fy * fy).squareRoot()
        guard frequency >= lowest, frequency < 0.5 else { continue }
        let ring = min(count - 1, Int(log2(frequency / lowest) * Self.ringsPerOctave))
        // A column stands for its mirror image too, but for the first and, with an even width, the last.
        let samples = x == 0 || 2 * x == width ? 1.0 : 2.0
        sums[ring].samples += samples
        sums[ring].power += samples * Double(power[y * columns + x])
        sums[ring].frequency += samples * log(frequency)
      }
    }
    for ring in sums where ring.samples > 0 && ring.power / ring.samples > Self.smallestPower {
      logarithms.append((ring.frequency / ring.samples, log(ring.power / ring.samples)))
    }
  }

  /// The slope of the line through the rings by least squares; `nil` with fewer than three.
  var slope: Double? {
    guard logarithms.count >= 3 else { return nil }
    let count = Double(logarithms.count)
    let meanX = logarithms.map(\.frequency).reduce(0, +) / count
    let meanY = logarithms.map(\.power).reduce(0, +) / count
    let covariance = logarithms.map { ($0.frequency - meanX) * ($0.power - meanY) }.reduce(0, +)
    return covariance / logarithms.map { ($0.frequency - meanX) * ($0.frequency - meanX) }.reduce(0, +)
  }
}
