/// A message in protobuf's wire format, field after field (https://protobuf.dev/programming-guides/encoding).
struct ProtobufMessage: Equatable {
  /// The encoded fields.
  private(set) var bytes: [UInt8] = []

  /// How a field's value follows its number.
  private enum WireType: UInt64 {
    case varint = 0
    case eightBytes = 1
    case length = 2
    case fourBytes = 5
  }

  /// A message of the fields that `fill` adds.
  init(_ fill: (inout ProtobufMessage) -> Void = { _ in }) { fill(&self) }

  /// A field of type `int32`, `int64`, `bool` or an enumeration.
  mutating func add(_ field: Int, _ value: Int) {
    begin(field, .varint)
    append(varint: UInt64(bitPattern: Int64(value)))
  }

  /// A field of type `double`.
  mutating func add(_ field: Int, _ value: Double) {
    begin(field, .eightBytes)
    append(littleEndian: value.bitPattern)
  }

  /// A field of type `float`.
  mutating func add(_ field: Int, _ value: Float) {
    begin(field, .fourBytes)
    append(littleEndian: value.bitPattern)
  }

  /// A field of type `bytes`.
  mutating func add(_ field: Int, _ value: [UInt8]) {
    begin(field, .length)
    append(varint: UInt64(value.count))
    bytes += value
  }

  /// A field of type `string`.
  mutating func add(_ field: Int, _ value: String) { add(field, Array(value.utf8)) }

  /// A field that is a message.
  mutating func add(_ field: Int, _ value: ProtobufMessage) { add(field, value.bytes) }

  private mutating func begin(_ field: Int, _ type: WireType) {
    append(varint: UInt64(field) << 3 | type.rawValue)
  }

  private mutating func append(varint value: UInt64) {
    var rest = value
    while rest > 0x7f {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(littleEndian value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }
}
