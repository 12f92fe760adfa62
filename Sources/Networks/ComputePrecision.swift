public import Torch

/// The numbers that a network computes with.
public enum ComputePrecision: String, Sendable, Codable, CaseIterable {
  /// bfloat16 on a GPU and where the processor has instructions for it, float32 elsewhere.
  case auto
  /// float32: 24 bits of mantissa.
  case float32
  /// bfloat16: float32's range with 8 bits of mantissa, half the memory.
  case bfloat16

  /// The type of activations and weights on this machine's processor.
  public var dtype: DType { dtype(on: .cpu) }

  /// The type of activations and weights on a device.
  public func dtype(on device: Device) -> DType {
    switch self {
    case .auto: device != .cpu || Runtime.hasFastBFloat16 ? .bfloat16 : .float32
    case .float32: .float32
    case .bfloat16: .bfloat16
    }
  }
}
