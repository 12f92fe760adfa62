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
  let start: UnsafeMutableRawPointer

  init(_ bytes: UnsafeRawBufferPointer) {
    start = .allocate(byteCount: bytes.count, alignment: 64)
    UnsafeMutableRawBufferPointer(start: start, count: bytes.count).copyMemory(from: bytes)
  }

  deinit { start.deallocate() }
}
