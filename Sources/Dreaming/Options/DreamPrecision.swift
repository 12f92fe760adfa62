public import Torch

/// The type of number that the network computes in; the picture itself is always float32.
public enum DreamPrecision: String, Codable, Sendable, CaseIterable {
  /// bfloat16 where the processor multiplies it natively, float32 elsewhere.
  case auto
  /// 24 significant bits: the reference.
  case float32
  /// 8 significant bits: for processors that multiply it natively. Elsewhere it is far slower than float32: VGG16 took
  /// over twenty times as long on an AVX2 machine.
  case bfloat16

  /// The type that this choice means on this machine.
  public var dtype: DType {
    switch self {
    case .auto: Runtime.hasFastBFloat16 ? .bfloat16 : .float32
    case .float32: .float32
    case .bfloat16: .bfloat16
    }
  }
}
