internal import Files
internal import Foundation
public import Torch

extension Safetensors {
  /// Writes a safetensors file: under another name in the same folder first, which it loses when it is on the disk.
  ///
  /// - Parameters:
  ///   - metadata: Texts to keep beside the tensors.
  ///   - precision: What fractions in two or more dimensions are converted to; everything stays as it is without it.
  ///     Vectors, single numbers and whole numbers always stay.
  /// - Throws: ``CheckpointError/unwritable(path:reason:)``, ``CheckpointError/tooLarge(path:key:value:precision:)``.
  public static func write(
    _ tensors: [String: Tensor], metadata: [String: String] = [:], precision: Precision? = nil,
    to path: String
  ) throws(CheckpointError) {
    let pending = tensors.map { name, tensor in
      PendingTensor(
        name, dtype: tensor.dtype, shape: tensor.shape, precision: precision, path: path, make: { tensor })
    }
    try write(pending, metadata: metadata, to: path)
  }

  /// Writes tensors that are made one after the other.
  static func write(
    _ tensors: [PendingTensor], metadata: [String: String], to path: String
  ) throws(CheckpointError) {
    // The widest elements first: so each tensor begins at a multiple of its elements' size.
    let tensors = tensors.sorted { ($1.dtype.byteCount, $0.name) < ($0.dtype.byteCount, $1.name) }
    let header = try header(tensors, metadata: metadata, path: path)
    do {
      let file = try TemporaryFile(beside: path)
      try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try file.write($0) }
      try header.withUnsafeBytes { try file.write($0) }
      for pending in tensors {
        let tensor = try pending.make()
        precondition(
          tensor.dtype == pending.dtype && tensor.shape == pending.shape, "the header says otherwise")
        try tensor.to(.cpu).contiguous().withBytes { try file.write($0) }
      }
      try file.finish()
    } catch let error as FileError {
      throw CheckpointError(error)
    } catch {
      throw error as? CheckpointError ?? .failed(path: path, reason: "\(error)")
    }
  }

  /// The JSON of the header, filled up with spaces so that the elements begin at a multiple of eight.
  private static func header(
    _ tensors: [PendingTensor], metadata: [String: String], path: String
  ) throws(CheckpointError) -> [UInt8] {
    var items: [String: HeaderItem] = metadata.isEmpty ? [:] : [metadataKey: .metadata(metadata)]
    var offset = 0
    for tensor in tensors {
      guard tensor.name != metadataKey else {
        throw .unwritable(path: path, reason: "no tensor can be named \(metadataKey)")
      }
      let end = offset + tensor.shape.reduce(1, *) * tensor.dtype.byteCount
      items[tensor.name] = .tensor(
        dtype: tensor.dtype.safetensorsName, shape: tensor.shape, offsets: [offset, end])
      offset = end
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(items), json.count <= SafetensorsHeader.longest - 7 else {
      throw .unwritable(path: path, reason: "its header would be too long")
    }
    return [UInt8](json) + [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
  }
}

/// What stands under one key of a header.
private enum HeaderItem: Encodable {
  case metadata([String: String])
  case tensor(dtype: String, shape: [Int], offsets: [Int])

  private enum TensorKeys: String, CodingKey {
    case dtype, shape
    case offsets = "data_offsets"
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .metadata(let texts):
      var container = encoder.singleValueContainer()
      try container.encode(texts)
    case .tensor(let dtype, let shape, let offsets):
      var container = encoder.container(keyedBy: TensorKeys.self)
      try container.encode(dtype, forKey: .dtype)
      try container.encode(shape, forKey: .shape)
      try container.encode(offsets, forKey: .offsets)
    }
  }
}
