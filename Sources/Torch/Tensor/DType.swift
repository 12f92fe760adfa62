internal import CTorch

/// The type of a tensor's elements.
public enum DType: String, Sendable, CaseIterable {
  /// Whole numbers without a sign, and with one.
  case uint8, int8, int16, int32, int64
  /// IEEE 754's numbers of 16, 32 and 64 bits.
  case float16, float32, float64
  /// True or false, a byte each.
  case bool
  /// float32's upper half: its range with 8 bits of mantissa.
  case bfloat16

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .int16, .float16, .bfloat16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  var code: CDType {
    switch self {
    case .uint8: CT_UINT8
    case .int8: CT_INT8
    case .int16: CT_INT16
    case .int32: CT_INT32
    case .int64: CT_INT64
    case .float16: CT_FLOAT16
    case .float32: CT_FLOAT32
    case .float64: CT_FLOAT64
    case .bool: CT_BOOL
    case .bfloat16: CT_BFLOAT16
    }
  }
}

/// A Swift type whose values a tensor can hold.
public protocol TensorElement: Sendable {
  /// The tensor element type that has this type's memory layout.
  static var dtype: DType { get }
}

extension UInt8: TensorElement {
  /// `uint8`.
  public static var dtype: DType { .uint8 }
}

extension Int32: TensorElement {
  /// `int32`.
  public static var dtype: DType { .int32 }
}

extension Int64: TensorElement {
  /// `int64`.
  public static var dtype: DType { .int64 }
}

extension Float: TensorElement {
  /// `float32`.
  public static var dtype: DType { .float32 }
}

extension Double: TensorElement {
  /// `float64`.
  public static var dtype: DType { .float64 }
}
