internal import Foundation
internal import Networks
internal import Torch

/// What a dream changes, as opposed to what the network sees.
///
/// A picture is a linear map A of its parameters; following the gradient of the parameters moves the picture
/// along A·Aᵀ times its own gradient. See "Feature Visualization" (Olah, Mordvintsev & Schubert, 2017),
/// "preconditioning".
public enum ImageSpace: String, Codable, Sendable, CaseIterable {
  /// The pixels themselves.
  case pixels
  /// Pixels whose colors are mixed as in photos: brightness moves most, opponent colors less.
  case decorrelated
  /// Waves of all lengths in those colors, each as strong as its length, as in photos.
  case fourier
}

/// The map A·Aᵀ of an image space for pictures of one size: it turns a gradient to the picture into the
/// picture's movement when the space's parameters follow theirs.
struct Preconditioner {
  /// The covariance of red, green and blue in 0…1, measured over the 8,677 photos of Caltech-101 (each
  /// resized to 64×64).
  static let colorCovariance = [
    0.0920, 0.0823, 0.0766,
    0.0823, 0.0883, 0.0860,
    0.0766, 0.0860, 0.0965,
  ]

  /// How colors mix, as a 1×1 convolution `[3, 3, 1, 1]`; `nil`: not at all.
  private let colors: Tensor?
  /// The gain of each frequency, `[H, W / 2 + 1]`; `nil`: 1.
  private let gains: Tensor?

  /// The map for an image space, or for a picture of which only the brightness changes.
  ///
  /// - Parameters:
  ///   - normalization: The network's: gradients and movements are in its units.
  ///   - decay: How fast a wave's strength falls with its frequency f, as 1 / f to that power; 1 in photos.
  init(
    _ space: ImageSpace, keepingColors: Bool, size: PixelSize, normalization: Normalization, decay: Double = 1
  ) throws(TorchError) {
    if keepingColors {
      // One parameter for each pixel, added to red, green and blue alike.
      colors = try Self.mixing([Double](repeating: 1, count: 9), normalization)
    } else if space == .pixels {
      colors = nil
    } else {
      colors = try Self.mixing(Self.colorCovariance, normalization)
    }
    gains = space == .fourier ? try Self.gains(size, decay: decay) : nil
  }

  private init(colors: Tensor?, gains: Tensor?) {
    self.colors = colors
    self.gains = gains
  }

  /// The same map on a device.
  func moved(to device: Device) throws(TorchError) -> Preconditioner {
    Preconditioner(
      colors: try colors.map { colors throws(TorchError) in try colors.to(device) },
      gains: try gains.map { gains throws(TorchError) in try gains.to(device) })
  }

  /// The picture's movement for a gradient `[N, 3, H, W]`; of any length.
  func callAsFunction(_ gradient: Tensor) throws(TorchError) -> Tensor {
    var result = gradient
    if let colors { result = try mix(result, colors) }
    if let gains { result = try result.filteringSpectrum(gains) }
    return result
  }

  /// White noise `[N, 3, H, W]` as the space's pictures look: its waves as strong as their length, its colors
  /// mixed.
  func shaped(_ noise: Tensor) throws(TorchError) -> Tensor {
    let mixed = try colors.map { colors throws(TorchError) in try mix(noise, colors) } ?? noise
    return try gains.map { gains throws(TorchError) in try mixed.filteringSpectrum(gains.squareRoot()) }
      ?? mixed
  }

  private func mix(_ picture: Tensor, _ colors: Tensor) throws(TorchError) -> Tensor {
    try picture.convolved(colors, bias: nil, stride: (1, 1), padding: (0, 0))
  }

  /// A covariance of colors in 0…1 brought into the network's units.
  private static func mixing(
    _ covariance: [Double], _ normalization: Normalization
  ) throws(TorchError) -> Tensor {
    let deviation = normalization.deviation
    let numbers = covariance.enumerated().map { index, value in
      Float(value / (deviation[index / 3] * deviation[index % 3]))
    }
    return try Tensor(numbers, shape: [3, 3, 1, 1])
  }

  /// The square of a wave's strength, its length to the power of `decay`; the longest wave stands for the
  /// constant.
  private static func gains(_ size: PixelSize, decay: Double) throws(TorchError) -> Tensor {
    let (height, width) = (size.height, size.width)
    let lowest = 1 / Double(max(width, height))
    let numbers = (0..<height).flatMap { row in
      let fy = Double(row <= height / 2 ? row : row - height) / Double(height)
      return (0...width / 2).map { column in
        let fx = Double(column) / Double(width)
        let frequency = max((fx * fx + fy * fy).squareRoot(), lowest)
        return Float(pow(lowest / frequency, 2 * decay))
      }
    }
    return try Tensor(numbers, shape: [height, width / 2 + 1])
  }
}
