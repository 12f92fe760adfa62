internal import Torch

/// A tensor to be written, made only when its turn comes: so a large file needs the memory of one tensor at a time.
struct PendingTensor {
  let name: String
  /// The type and the shape that `make` will give.
  let dtype: DType
  let shape: [Int]
  let make: () throws -> Tensor
}

extension PendingTensor {
  /// A tensor whose weights are converted to `precision` where that is worth it.
  ///
  /// - Parameter path: The file that is written, for errors.
  init(
    _ name: String, dtype: DType, shape: [Int], precision: Precision?, path: String,
    make: @escaping () throws -> Tensor
  ) {
    self.name = name
    self.dtype = precision?.stored(dtype, shape: shape) ?? dtype
    self.shape = shape
    self.make = {
      let tensor = try make()
      return try precision?.convert(tensor, key: name, path: path) ?? tensor
    }
  }
}
