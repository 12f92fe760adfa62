internal import Files
internal import Torch

/// A safetensors header, held against the file that it stands in.
struct SafetensorsHeader {
  /// The format's own limit on the length of a header.
  static let longest = 100_000_000
  /// Bytes before the header: its length as a little-endian 64-bit number.
  static let prefix = 8
  /// More dimensions than any network has, and as many as libtorch computes with.
  private static let mostDimensions = 64

  let metadata: [String: String]
  let entries: [String: Safetensors.Entry]

  /// Reads and checks: the header's length, its JSON, every type, shape and place; the tensors follow one another
  /// through the whole rest of the file.
  init(_ file: MappedFile) throws(CheckpointError) {
    do throws(HeaderFlaw) {
      let start = Self.prefix + (try Self.length(file.bytes))
      var scanner = HeaderScanner(UnsafeRawBufferPointer(rebasing: file.bytes[Self.prefix..<start]))
      let (metadata, declarations) = try scanner.header()
      let data = start..<file.bytes.count
      var entries: [String: Safetensors.Entry] = [:]
      for declaration in declarations {
        entries[declaration.name] = try Self.entry(declaration, in: data)
      }
      try Self.checkOrder(entries, in: data)
      self.metadata = metadata
      self.entries = entries
    } catch {
      throw .damaged(path: file.path, reason: error.reason)
    }
  }

  private static func length(_ bytes: UnsafeRawBufferPointer) throws(HeaderFlaw) -> Int {
    guard bytes.count >= prefix else { throw HeaderFlaw(reason: "it ends before its header") }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= longest else {
      throw HeaderFlaw(reason: "it declares a header of \(length) bytes, more than the \(longest) allowed")
    }
    guard length <= bytes.count - prefix else { throw HeaderFlaw(reason: "it ends within its header") }
    return Int(length)
  }

  private static func entry(
    _ declaration: HeaderScanner.Declaration, in data: Range<Int>
  ) throws(HeaderFlaw) -> Safetensors.Entry {
    let name = declaration.name.quoted
    guard let dtype = DType(safetensorsName: declaration.type) else {
      throw HeaderFlaw(reason: "\(name) has elements of type \(declaration.type.quoted), which is not read")
    }
    guard declaration.shape.count <= mostDimensions else {
      throw HeaderFlaw(reason: "\(name) has \(declaration.shape.count) dimensions")
    }
    let (first, last) = (declaration.offsets[0], declaration.offsets[1])
    guard first <= last, last <= data.count else {
      throw HeaderFlaw(reason: "\(name) lies outside the file")
    }
    guard byteCount(declaration.shape, dtype) == last - first else {
      throw HeaderFlaw(reason: "\(name) has \(last - first) bytes, which do not fill its shape")
    }
    return Safetensors.Entry(
      dtype: dtype, shape: declaration.shape, bytes: data.lowerBound + first..<data.lowerBound + last)
  }

  /// `nil` when the number does not fit; a length of 0 hides no overflow of the others.
  private static func byteCount(_ shape: [Int], _ dtype: DType) -> Int? {
    var count = dtype.byteCount
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: max(length, 1))
      guard !overflow else { return nil }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  /// Every byte after the header belongs to exactly one tensor.
  private static func checkOrder(
    _ entries: [String: Safetensors.Entry], in data: Range<Int>
  ) throws(HeaderFlaw) {
    var end = data.lowerBound
    let order = entries.sorted {
      ($0.value.bytes.lowerBound, $0.value.bytes.upperBound) < (
        $1.value.bytes.lowerBound, $1.value.bytes.upperBound
      )
    }
    for (name, entry) in order {
      guard entry.bytes.lowerBound == end else {
        let flaw = entry.bytes.lowerBound < end ? "overlaps another tensor" : "leaves a gap before it"
        throw HeaderFlaw(reason: "\(name.quoted) \(flaw)")
      }
      end = entry.bytes.upperBound
    }
    guard end == data.upperBound else {
      throw HeaderFlaw(reason: "\(data.upperBound - end) bytes at its end belong to no tensor")
    }
  }
}

extension DType {
  /// The type of that name in a safetensors header.
  init?(safetensorsName name: String) {
    guard let dtype = Self.allCases.first(where: { $0.safetensorsName == name }) else { return nil }
    self = dtype
  }

  /// The name in a safetensors header.
  var safetensorsName: String {
    switch self {
    case .uint8: "U8"
    case .int8: "I8"
    case .int16: "I16"
    case .int32: "I32"
    case .int64: "I64"
    case .float16: "F16"
    case .float32: "F32"
    case .float64: "F64"
    case .bool: "BOOL"
    case .bfloat16: "BF16"
    }
  }

  /// Whether the elements are fractions.
  var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    case .uint8, .int8, .int16, .int32, .int64, .bool: false
    }
  }
}
