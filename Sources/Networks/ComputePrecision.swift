public import Torch

/// The numbers that a network computes with.
public enum ComputePrecision: String, Sendable, Codable, CaseIterable {
  /// bfloat16 where the processor has instructions for it, float32 elsewhere.
  case auto
  case float32
  case bfloat16

  /// The type of activations and weights on this machine.
  public var dtype: DType {
    switch self {
    case .auto: Runtime.hasFastBFloat16 ? .bfloat16 : .float32
    case .float32: .float32
    case .bfloat16: .bfloat16
    }
  }
}
