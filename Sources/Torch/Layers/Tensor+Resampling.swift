internal import CTorch

// Pictures `[N, C, H, W]` in another size or place.
extension Tensor {
  /// The pictures continued by reflection on their four sides, without repeating the edge.
  ///
  /// - Throws: `TorchError` for a border that is not shorter than the picture.
  public func reflectionPadded(left: Int, right: Int, top: Int, bottom: Int) throws(TorchError) -> Tensor {
    try attempt("reflection pad", [self]) {
      ct_reflection_pad($0[0], Int64(left), Int64(right), Int64(top), Int64(bottom), $1)
    }
  }

  /// Bilinear resize with half-pixel centers. With `antialias` the filter widens when shrinking, as PIL's does;
  /// bytes stay bytes.
  ///
  /// - Throws: `TorchError` for a size without pixels.
  public func resized(height: Int, width: Int, antialias: Bool) throws(TorchError) -> Tensor {
    try attempt("resize", [self]) { ct_resize_bilinear($0[0], Int64(height), Int64(width), antialias, $1) }
  }

  /// Pictures looked at through affine maps, bilinearly, with zeros beyond the borders; sizes stay.
  ///
  /// - Parameter matrices: `[N, 2, 3]`, from places (x, y) of the result to places of this tensor, both from −1 to 1
  ///   over the outer edges of the pixels, as `torch.nn.functional.affine_grid` has them.
  /// - Throws: `TorchError` for shapes that do not fit.
  public func sampled(through matrices: Tensor) throws(TorchError) -> Tensor {
    try attempt("affine sampling", [self, matrices]) { ct_affine_sample($0[0], $0[1], $1) }
  }
}
