internal import Files
internal import Torch

extension MappedFile {
  /// Maps a file of weights.
  convenience init(opening path: String) throws(CheckpointError) {
    do { try self.init(path) } catch { throw CheckpointError(error) }
  }

  /// A tensor of the elements in `place`, row after row: over the map where they are aligned for their type, else
  /// copied.
  ///
  /// - Precondition: `place` lies in the file and holds exactly the shape's elements.
  func tensor(_ place: Range<Int>, shape: [Int], dtype: DType) throws(TorchError) -> Tensor {
    let elements = UnsafeRawBufferPointer(rebasing: bytes[place])
    guard let start = elements.baseAddress, !elements.isEmpty else { return try .empty(shape, dtype: dtype) }
    // A byte that is neither 0 nor 1 is no boolean in C++: these are converted.
    if dtype == .bool {
      return try Tensor(borrowing: start, shape: shape, dtype: .uint8, owner: self).to(.bool)
    }
    guard isAligned(place.lowerBound, for: dtype) else {
      let copy = AlignedCopy(elements)
      return try Tensor(borrowing: copy.start, shape: shape, dtype: dtype, owner: copy)
    }
    return try Tensor(borrowing: start, shape: shape, dtype: dtype, owner: self)
  }

  /// A copy of `count` elements whose bytes are the characters of the text in UTF-8 that lies in `text`.
  ///
  /// - Precondition: `text` lies in the file.
  func tensor(latin1 text: Range<Int>, count: Int, dtype: DType) throws(TorchError) -> Tensor {
    let copy = AlignedCopy(byteCount: count * dtype.byteCount)
    var filled = 0
    _ = latin1Bytes(in: text) { byte in
      // The file may have changed since it was counted.
      guard filled < copy.bytes.count else { return }
      copy.bytes[filled] = byte
      filled += 1
    }
    let elements = try Tensor(
      borrowing: copy.start, shape: [count], dtype: dtype == .bool ? .uint8 : dtype, owner: copy)
    return dtype == .bool ? try elements.to(.bool) : elements
  }

  /// Calls `body` with each character of a text in UTF-8; `false` at the first that is damaged or no byte.
  func latin1Bytes(in text: Range<Int>, _ body: (UInt8) -> Void) -> Bool {
    let bytes = UnsafeRawBufferPointer(rebasing: bytes[text])
    var index = 0
    while index < bytes.count {
      let first = bytes[index]
      index += 1
      if first < 0x80 {
        body(first)
        continue
      }
      guard first == 0xc2 || first == 0xc3, index < bytes.count, bytes[index] & 0xc0 == 0x80 else {
        return false
      }
      body(first << 6 | bytes[index] & 0x3f)
      index += 1
    }
    return true
  }

  /// Whether an element of that type may lie at `offset`; the map itself begins at a page.
  func isAligned(_ offset: Int, for dtype: DType) -> Bool { offset.isMultiple(of: dtype.byteCount) }
}

/// The SHA-256 digest of a file in hexadecimal.
///
/// - Throws: ``CheckpointError`` when the file cannot be read, or is empty.
public func sha256(ofFile path: String) throws(CheckpointError) -> String {
  let file = try MappedFile(opening: path)
  return withExtendedLifetime(file) { Digest.sha256(file.bytes) }
}

/// Memory of its own that is aligned for every type.
private final class AlignedCopy {
  let bytes: UnsafeMutableRawBufferPointer
  let start: UnsafeMutableRawPointer

  /// Zeros.
  init(byteCount: Int) {
    start = .allocate(byteCount: byteCount, alignment: 64)
    bytes = UnsafeMutableRawBufferPointer(start: start, count: byteCount)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
  }

  convenience init(_ bytes: UnsafeRawBufferPointer) {
    self.init(byteCount: bytes.count)
    self.bytes.copyMemory(from: bytes)
  }

  deinit { start.deallocate() }
}
