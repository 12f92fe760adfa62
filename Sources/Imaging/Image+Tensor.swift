public import Torch

extension Image {
  /// The picture as bytes `[1, 3, H, W]` (uint8, 0…255), channels-last in memory: what libtorch resizes fastest.
  public func byteTensor() throws(TorchError) -> Tensor {
    try Tensor(converted(to: .eight).bytes, shape: [1, height, width, 3]).permuted([0, 3, 1, 2])
  }

  /// The picture as float32 `[1, 3, H, W]` in 0…1.
  public func tensor() throws(TorchError) -> Tensor {
    switch depth {
    case .eight:
      return try byteTensor().to(.float32).contiguous() * (1 / 255)
    case .sixteen:
      let values = bytes.withUnsafeBytes { Array($0.bindMemory(to: UInt16.self)) }
      let numbers = try Tensor(values.map(Int32.init), shape: [1, height, width, 3])
      return try numbers.permuted([0, 3, 1, 2]).to(.float32).contiguous() * (1 / 65535)
    }
  }

  /// A picture from numbers `[1, 3, H, W]` or `[3, H, W]` in 0…1; what lies outside is cut off.
  public init(_ tensor: Tensor, depth: BitDepth = .eight) throws(TorchError) {
    let shape = tensor.shape.suffix(3)
    guard shape.count == 3, shape.first == 3, tensor.count == shape.reduce(1, *) else {
      throw TorchError(.rejected, operation: "picture", details: "\(tensor.shape) is not [1, 3, H, W]")
    }
    let largest = depth == .eight ? 255.0 : 65535.0
    let scaled = try (tensor.to(.cpu).to(.float32).clamped(0, 1) * largest).rounded()
    let interleaved = try scaled.reshaped(Array(shape)).permuted([1, 2, 0]).contiguous()
    var bytes: [UInt8]
    switch depth {
    case .eight:
      bytes = try interleaved.to(.uint8).elements(UInt8.self)
    case .sixteen:
      let values = try interleaved.elements(Int32.self).map(UInt16.init)
      bytes = values.withUnsafeBytes { Array($0) }
    }
    self.init(
      width: tensor.shape[tensor.rank - 1], height: tensor.shape[tensor.rank - 2], depth: depth, bytes: bytes)
  }
}

extension PixelSize {
  /// The size of a picture.
  public init(_ image: Image) { self.init(width: image.width, height: image.height) }
}
