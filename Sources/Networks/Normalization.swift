public import Torch

/// How pictures in 0…1 become a network's input: (x − mean) / deviation for red, green and blue.
public struct Normalization: Sendable, Equatable, Codable {
  /// The mean of each channel.
  public let mean: [Double]
  /// The standard deviation of each channel, greater than 0.
  public let deviation: [Double]

  /// ImageNet's statistics, which most published networks were trained with.
  public static let imageNet = Normalization(unchecked: [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
  /// Black becomes −1 and white 1, as the published GoogLeNet wants it.
  public static let symmetric = Normalization(unchecked: [0.5, 0.5, 0.5], [0.5, 0.5, 0.5])
  /// Pictures stay in 0…1.
  public static let none = Normalization(unchecked: [0, 0, 0], [1, 1, 1])

  private init(unchecked mean: [Double], _ deviation: [Double]) {
    self.mean = mean
    self.deviation = deviation
  }

  /// Statistics of three channels; `nil` when there are not three, or a deviation is not greater than 0.
  public init?(mean: [Double], deviation: [Double]) {
    guard mean.count == 3, deviation.count == 3, (mean + deviation).allSatisfy(\.isFinite),
      deviation.allSatisfy({ $0 > 0 })
    else { return nil }
    self.init(unchecked: mean, deviation)
  }

  /// Pictures `[N, 3, H, W]` in 0…1 as the network wants them.
  public func normalize(_ pictures: Tensor) throws(TorchError) -> Tensor {
    try (pictures - channels(mean, pictures.device)) / channels(deviation, pictures.device)
  }

  /// Pictures of bytes `[N, 3, H, W]`, uint8 in 0…255, as the network wants them.
  ///
  /// - Parameters:
  ///   - size: What they are resized to first, bilinearly with antialiasing; `nil`: they keep their size.
  ///   - device: Where they go, still as bytes.
  /// - Throws: `TorchError` when there is no memory.
  public func input(
    _ bytes: Tensor, size: PixelSize? = nil, on device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    let sized = if let size { try bytes.resized(to: size, antialias: true) } else { bytes }
    return try normalize(sized.to(device).to(.float32) * (1 / 255))
  }

  /// The way back to 0…1; what lies outside is not cut off.
  public func denormalize(_ tensor: Tensor) throws(TorchError) -> Tensor {
    try tensor * channels(deviation, tensor.device) + channels(mean, tensor.device)
  }

  /// What black and white become, `[1, 3, 1, 1]` each.
  public func range() throws(TorchError) -> (black: Tensor, white: Tensor) {
    let zero = try Tensor.zeros([1, 3, 1, 1])
    return (try normalize(zero), try normalize(zero + 1))
  }

  private func channels(_ values: [Double], _ device: Device) throws(TorchError) -> Tensor {
    try Tensor(values.map(Float.init), shape: [1, 3, 1, 1]).to(device)
  }
}

extension Normalization {
  /// Decodes through the checked initializer.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let mean = try container.decode([Double].self, forKey: .mean)
    let deviation = try container.decode([Double].self, forKey: .deviation)
    guard let checked = Normalization(mean: mean, deviation: deviation) else {
      throw DecodingError.dataCorruptedError(
        forKey: .deviation, in: container,
        debugDescription: "mean and deviation need three finite numbers each, deviations above 0")
    }
    self = checked
  }
}
