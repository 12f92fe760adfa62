public import Torch

/// The type in which weights are stored.
public enum Precision: String, Sendable, Codable, CaseIterable {
  /// Four bytes a number; nothing is lost.
  case float32
  /// Two bytes, eleven significant bits, up to 65,504: the usual choice for weights that are only used.
  case float16
  /// Two bytes, eight significant bits, the range of float32.
  case bfloat16

  /// The type of the elements.
  public var dtype: DType {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    }
  }

  /// The largest number that it holds.
  private var largest: Double {
    switch self {
    case .float32, .bfloat16: Double(Float.greatestFiniteMagnitude)
    case .float16: 65504
    }
  }

  /// Converts what is worth it: fractions in two or more dimensions.
  ///
  /// Whole numbers stay. So do vectors and single numbers: they are few, and among them are the variances of batch
  /// norms, which half precision would spoil.
  ///
  /// - Throws: ``CheckpointError/tooLarge(path:key:value:precision:)``.
  func convert(_ tensor: Tensor, key: String, path: String) throws(CheckpointError) -> Tensor {
    guard stored(tensor.dtype, shape: tensor.shape) != tensor.dtype else { return tensor }
    do {
      let peak = try tensor.magnitude().maximum().item()
      if peak.isFinite, peak > largest {
        throw CheckpointError.tooLarge(path: path, key: key, value: peak, precision: self)
      }
      return try tensor.to(dtype)
    } catch {
      throw error as? CheckpointError ?? .failed(path: path, reason: "\(error)")
    }
  }

  /// The type in which a tensor of that type and shape is stored.
  func stored(_ type: DType, shape: [Int]) -> DType {
    shape.count >= 2 && !shape.contains(0) && type.isFloatingPoint ? dtype : type
  }
}
